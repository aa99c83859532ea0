"""The Console API's envelope and the two kinds of error, as OpenAPI components."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema_field,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers

from core.gateway.query_params import MAX_INTEGER

PROBLEM = "application/problem+json"
Fields = dict[str, "serializers.Field[Any, Any, Any, Any]"]


@extend_schema_field(OpenApiTypes.BINARY)
class BinaryFileField(serializers.FileField):
    """A file of a form, described as its bytes and not as an address."""


class PageLinksSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Absolute addresses ending in `?page=N`; no other parameter is repeated in them."""

    first = serializers.URLField()
    last = serializers.URLField()
    prev = serializers.URLField(allow_null=True)
    next = serializers.URLField(allow_null=True)


class PageMetaSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Exact counts."""

    current_page = serializers.IntegerField()
    last_page = serializers.IntegerField()
    path = serializers.URLField()
    per_page = serializers.IntegerField()
    to = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        fields = super().get_fields()
        fields["from"] = serializers.IntegerField(allow_null=True)
        return fields


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d+$"}]})
class WirePerPageField(serializers.CharField):
    pass


class WirePageMetaSerializer(PageMetaSerializer):
    """Exact counts. `per_page` is a string when the caller sent it, otherwise a number."""

    per_page = WirePerPageField()  # type: ignore[assignment]


class WireErrorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An error of the gateway; both keys say the same."""

    error = serializers.CharField()
    message = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        return super().get_fields() | {"errors": _errors_by_field()}


class BegunUploadSerializer(serializers.Serializer):  # type: ignore[type-arg]
    upload = serializers.UUIDField()
    state = serializers.IntegerField(help_text="0")
    title = serializers.CharField(allow_blank=True)


class UploadBegunSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An upload that goes on without its caller; `Location` shows its progress."""

    data = BegunUploadSerializer()  # type: ignore[assignment]


class ProblemSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """RFC 9457, of the portal's own REST."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        return super().get_fields() | {"errors": _errors_by_field()}


def _errors_by_field() -> serializers.DictField:
    return serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="With status 422: sentences by field.",
    )


def problems(*statuses: int) -> dict[tuple[int, str], type[ProblemSerializer]]:
    """The responses of these statuses of the portal's own REST."""
    return {(status, PROBLEM): ProblemSerializer for status in statuses}


WIRE_ERRORS = dict.fromkeys((400, 403, 404, 409, 422, 429, 502, 503, 504), WireErrorSerializer)
# Of what takes a body.
WIRE_WRITE_ERRORS = WIRE_ERRORS | dict.fromkeys((413, 415), WireErrorSerializer)
UPLOAD_RESPONSES = {202: UploadBegunSerializer, **WIRE_WRITE_ERRORS, 507: WireErrorSerializer}
PROBLEMS = problems(400, 401, 403, 404, 422, 503)
WRITE_PROBLEMS = problems(409, 413, 415) | PROBLEMS

PAGE = OpenApiParameter("page", int, description="From 1; 0 means 1.")
PER_PAGE = OpenApiParameter("per_page", int, description="20 when not given, at most 1000.")
# Of the portal's own REST, which refuses what is no such number.
NATURAL = {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER}
OWN_PAGE = OpenApiParameter("page", NATURAL, description="From 1; 0 means 1.")
OWN_PER_PAGE = OpenApiParameter(
    "per_page", NATURAL, description="20 when not given or 0, at most 1000."
)
# As `query_params` reads them: what is empty counts as not given.
INTEGER = {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
EMPTY = {"type": "string", "enum": [""]}
MOMENT = {
    "oneOf": [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date"},
        EMPTY,
    ]
}
UUID = {"oneOf": [{"type": "string", "format": "uuid"}, EMPTY]}
# Of lists that are streamed when they are long.
ANY_PER_PAGE = OpenApiParameter(
    "per_page", int, description="20 when not given; as many as wanted."
)


def query_parameter(
    name: str,
    description: str,
    kind: type | OpenApiTypes | Mapping[str, object] = str,
    **more: object,
) -> OpenApiParameter:
    """A query parameter; `kind` is its type or its schema."""
    return OpenApiParameter(name, kind, description=description, **more)  # type: ignore[arg-type]


@cache
def page_schema(
    serializer: type[serializers.BaseSerializer[Any]], *, wire: bool = True
) -> serializers.Serializer[Any]:
    """A page of a list in the envelope; not `wire`: of the portal's own REST."""
    fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
        "data": serializer(many=True),
        "links": PageLinksSerializer(),
        "meta": WirePageMetaSerializer() if wire else PageMetaSerializer(),
    }
    page = inline_serializer(f"{_component_name(serializer)}Page", fields)
    # A page is one object, though the action that returns it is called `list`.
    extend_schema_serializer(many=False)(type(page))
    return page


@cache
def object_schema(serializer: type[serializers.BaseSerializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """A single object in the envelope."""
    return inline_serializer(f"{_component_name(serializer)}Reply", {"data": serializer()})


@cache
def array_schema(serializer: type[serializers.BaseSerializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """An array in the envelope, without pages."""
    return inline_serializer(f"{_component_name(serializer)}Array", {"data": serializer(many=True)})


def _component_name(serializer: type[serializers.BaseSerializer]) -> str:  # type: ignore[type-arg]
    return serializer.__name__.removesuffix("Serializer")


SINCE = query_parameter(
    "since", "From this time of ISO 8601 on; of UTC where it names no zone", MOMENT
)
UNTIL = query_parameter("until", "Before this time", MOMENT)
