"""Fields of the gateway's writes, in each of the forms in which clients send them.

Only types are checked, and that the value can be stored. The remote validates the value itself.
"""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.utils import html

from core.ui.json_text import parse, validate


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonObjectField(serializers.Field):  # type: ignore[type-arg]
    """An object, or its JSON as text. Values that some database can't store are refused."""

    def to_internal_value(self, data: object) -> dict[str, Any]:
        if isinstance(data, str):
            data = parse(data) if data else {}
        else:
            validate(data)
        if not isinstance(data, dict):
            raise serializers.ValidationError("It must be a JSON object.")
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class TextList(serializers.ListField):
    """An array of texts, or one text with commas."""

    child = serializers.CharField()

    def get_value(self, dictionary: Any) -> Any:
        """A form has no arrays: a name that comes once is a text."""
        value = super().get_value(dictionary)
        is_text = html.is_html_input(dictionary) and isinstance(value, list) and len(value) == 1
        return value[0] if is_text else value

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, str):
            data = [text.strip() for text in data.split(",") if text.strip()]
        texts: list[str] = super().to_internal_value(data)
        return texts


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class IdOrNameField(serializers.Field):  # type: ignore[type-arg]
    """A bucket by its id or by its name."""

    def to_internal_value(self, data: object) -> int | str:
        if isinstance(data, bool) or not isinstance(data, int | str):
            raise serializers.ValidationError("It must be an id or a name.")
        return data

    def to_representation(self, value: int | str) -> int | str:
        return value


@extend_schema_field({"oneOf": [{"type": "boolean"}, {"type": "integer"}]})
class FlagOrHoursField(serializers.IntegerField):
    """Yes or no in the documents, a number of hours in the official client."""

    def to_internal_value(self, data: Any) -> int | bool:
        if isinstance(data, bool) or str(data).lower() in {"true", "false"}:
            return str(data).lower() == "true"
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """0, 1, true or false, as numbers, words or values.

    One that a form leaves out is unset, as in JSON: only for a browser's form does it mean no.
    """

    default_empty_html = serializers.empty
