"""The Console API's envelope and the two kinds of error, as OpenAPI components."""

from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer, inline_serializer
from rest_framework import serializers

Fields = dict[str, "serializers.Field[Any, Any, Any, Any]"]


class PageLinksSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Absolute addresses ending in `?page=N`; no other parameter is repeated in them."""

    first = serializers.URLField()
    last = serializers.URLField()
    prev = serializers.URLField(allow_null=True)
    next = serializers.URLField(allow_null=True)


class PageMetaSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Exact counts. `per_page` is a string when the caller sent it, otherwise a number."""

    current_page = serializers.IntegerField()
    last_page = serializers.IntegerField()
    path = serializers.URLField()
    per_page = serializers.CharField()
    to = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        fields = super().get_fields()
        fields["from"] = serializers.IntegerField(allow_null=True)
        return fields


class WireErrorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An error of the gateway; both keys say the same."""

    error = serializers.CharField()
    message = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        fields = super().get_fields()
        fields["errors"] = serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            required=False,
            help_text="With status 422: sentences by field.",
        )
        return fields


class ProblemSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """RFC 9457, of the portal's own REST."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


WIRE_ERRORS = {
    403: WireErrorSerializer,
    404: WireErrorSerializer,
    422: WireErrorSerializer,
    502: WireErrorSerializer,
    504: WireErrorSerializer,
}
UPLOAD_RESPONSES = {
    202: None,
    409: WireErrorSerializer,
    413: WireErrorSerializer,
    507: WireErrorSerializer,
    **WIRE_ERRORS,
}
PROBLEMS = {
    401: ProblemSerializer,
    403: ProblemSerializer,
    404: ProblemSerializer,
    409: ProblemSerializer,
    422: ProblemSerializer,
}

PAGE = OpenApiParameter("page", int, description="From 1; 0 means 1.")
PER_PAGE = OpenApiParameter("per_page", int, description="20 when not given, at most 1000.")


def query_parameter(
    name: str, description: str, kind: type = str, **more: object
) -> OpenApiParameter:
    """A query parameter."""
    return OpenApiParameter(name, kind, description=description, **more)  # type: ignore[arg-type]


@cache
def page_schema(serializer: type[serializers.BaseSerializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """A page of a list in the envelope."""
    fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
        "data": serializer(many=True),
        "links": PageLinksSerializer(),
        "meta": PageMetaSerializer(),
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


SINCE = query_parameter("since", "From this time of ISO 8601 on; of UTC where it names no zone")
UNTIL = query_parameter("until", "Before this time")
