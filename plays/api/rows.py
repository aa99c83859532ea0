"""Rows of a table as JSON: in pages by keys, or all of them line by line."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.gateway import query_params
from core.gateway.openapi.components import PROBLEMS, query_parameter
from core.ui.lists.keyset import Cursor, Order, cursor_at, rows_after

DEFAULT_COUNT, MAX_COUNT = 100, 1000
NDJSON = "application/x-ndjson"
CHUNK_SIZE = 1000

PAGING = (
    query_parameter("after", "The `next` of the page before"),
    OpenApiParameter(
        "count",
        {"type": "integer", "minimum": 1, "maximum": MAX_COUNT},
        description=f"Rows on a page; {DEFAULT_COUNT} when not given.",
    ),
    query_parameter("as", "`ndjson`: all rows, one JSON object a line", enum=["json", "ndjson"]),
)


def keyset_responses(serializer: type[serializers.Serializer[Any]]) -> dict[Any, Any]:
    """A page and the cursor of the next one, or all rows line by line."""
    fields: dict[str, Any] = {
        "data": serializer(many=True),
        "next": serializers.CharField(allow_null=True),
    }
    name = f"{serializer.__name__.removesuffix('Serializer')}Rows"
    return {
        (200, "application/json"): as_one_object(inline_serializer(name, fields)),
        (200, NDJSON): OpenApiTypes.STR,
        **PROBLEMS,
    }


def as_one_object(answer: serializers.Serializer[Any]) -> serializers.Serializer[Any]:
    """An answer is one object, though the action that gives it is called `list`."""
    extend_schema_serializer(many=False)(type(answer))
    return answer


def respond(
    request: Request, rows: QuerySet[Any], columns: Mapping[str, str], order: Order
) -> HttpResponseBase:
    """`columns` are the model's by the names that they have in JSON. Raises ValidationError."""
    chosen = query_params.get_choice(request.GET, "as", ["json", "ndjson"], default="json")
    count, cursor = get_count(request), _cursor(request)
    as_object = _objects(columns)
    if chosen == "ndjson":
        values = order.apply(rows).values_list(*columns.values()).iterator(chunk_size=CHUNK_SIZE)
        lines = (orjson.dumps(as_object(row)) + b"\n" for row in values)
        return StreamingHttpResponse(_joined(lines), content_type=NDJSON)
    sorted_by = "pk" if order.field == "pk" else order.field
    try:
        after = rows_after(rows, order, cursor)
        page = list(after.values_list(*columns.values(), sorted_by, "pk")[: count + 1])
    except (ValueError, OverflowError):
        raise ValidationError({"after": ["The after is not of this list."]}) from None
    following = None
    if len(page) > count:
        page = page[:count]
        following = cursor_at(page[-1][-2], page[-1][-1]).encode()
    body = {"data": [as_object(row) for row in page], "next": following}
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def get_count(request: Request) -> int:
    """The size of the page. Raises ValidationError."""
    count = query_params.get_natural(request.GET, "count")
    if count is None:
        return DEFAULT_COUNT
    if not 0 < count <= MAX_COUNT:
        raise ValidationError({"count": [f"The count must be from 1 to {MAX_COUNT}."]})
    return count


def _cursor(request: Request) -> Cursor | None:
    after = query_params.get_text(request.GET, "after")
    try:
        return Cursor.decode(after) if after else None
    except ValueError:
        raise ValidationError({"after": ["The after is not of this list."]}) from None


def _objects(columns: Mapping[str, str]) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    names = list(columns)
    # JavaScript's numbers are too short for it.
    piece = names.index("piece") if "piece" in names else None

    def as_object(row: tuple[Any, ...]) -> dict[str, Any]:
        found = dict(zip(names, row, strict=False))
        if piece is not None and row[piece] is not None:
            found["piece"] = str(row[piece])
        return found

    return as_object


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Some kilobytes at a time: each piece of a stream costs the server a wake-up."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= 1 << 16:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)
