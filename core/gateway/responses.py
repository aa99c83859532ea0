"""Successful responses in the envelope. Stored JSON is copied as text, never parsed."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from core.gateway.pagination import RequestedPage, links_and_meta, parse_page
from core.gateway.query_params import get_natural

JSON = "application/json"
JsonTexts = Sequence[str | bytes]


def object_response(payload: str | bytes, *, status: int = 200) -> HttpResponse:
    """A single object in `data`."""
    return HttpResponse(b'{"data":' + as_bytes(payload) + b"}", content_type=JSON, status=status)


def array_response(payloads: JsonTexts) -> HttpResponse:
    """An array in `data`, without pages."""
    return HttpResponse(b'{"data":' + _array(payloads) + b"}", content_type=JSON)


def page_response(
    request: HttpRequest,
    page: RequestedPage,
    payloads: JsonTexts,
    total: int,
    *,
    per_page_as_sent: bool = True,
) -> HttpResponse:
    """One page of a list, with its links and exact totals."""
    envelope = page_envelope(
        request, page, count=len(payloads), total=total, per_page_as_sent=per_page_as_sent
    )
    return HttpResponse(b'{"data":' + _array(payloads) + b"," + envelope, content_type=JSON)


def page_envelope(
    request: HttpRequest,
    page: RequestedPage,
    *,
    count: int,
    total: int,
    per_page_as_sent: bool = True,
) -> bytes:
    """What follows the `data` of a page: its links and totals, and the end of the object."""
    links = links_and_meta(request, page, count=count, total=total)
    if not per_page_as_sent:
        links["meta"]["per_page"] = page.per_page
    return orjson.dumps(links)[1:]


def serialized_page(
    request: Request, rows: QuerySet[Any], serializer_class: type[BaseSerializer[Any]]
) -> HttpResponse:
    """The requested page of a list of the portal's own REST, in the envelope of the gateway.

    `per_page` is always a number there. Raises ValidationError for a page that is none.
    """
    for name in ("page", "per_page"):
        get_natural(request.GET, name)
    page = parse_page(request.GET)
    serialized = serializer_class(rows[page.rows], many=True).data
    payloads = [JSONRenderer().render(row) for row in serialized]
    return page_response(request._request, page, payloads, rows.count(), per_page_as_sent=False)


def raw_response(body: bytes) -> HttpResponse:
    """The remote's response body unchanged, for endpoints without an envelope."""
    return HttpResponse(body, content_type=JSON)


def _array(payloads: JsonTexts) -> bytes:
    return b"[" + b",".join(as_bytes(payload) for payload in payloads) + b"]"


def as_bytes(payload: str | bytes) -> bytes:
    """Stored JSON text, as it goes over the wire."""
    return payload.encode() if isinstance(payload, str) else payload
