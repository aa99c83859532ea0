"""Fields of the gateway's writes, in each of the forms that clients send them in.

Only types are checked here, and that the portal can keep it; what a value must be is for the
remote to say.
"""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.utils import html

from ui.json_text import check, parse


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonObject(serializers.Field):  # type: ignore[type-arg]
    """An object, or its JSON as text. What not every database can keep is refused."""

    def to_internal_value(self, data: object) -> dict[str, Any]:
        if isinstance(data, str):
            data = parse(data) if data else {}
        else:
            check(data)
        if not isinstance(data, dict):
            raise serializers.ValidationError("It must be a JSON object.")
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class Words(serializers.ListField):
    """An array of texts, or one text with commas between them."""

    child = serializers.CharField()

    def get_value(self, dictionary: Any) -> Any:
        """A form has no arrays: what it names once is a text."""
        value = super().get_value(dictionary)
        is_text = html.is_html_input(dictionary) and isinstance(value, list) and len(value) == 1
        return value[0] if is_text else value

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, str):
            data = [word.strip() for word in data.split(",") if word.strip()]
        words: list[str] = super().to_internal_value(data)
        return words


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class IdOrName(serializers.Field):  # type: ignore[type-arg]
    """A bucket by its id or by its name."""

    def to_internal_value(self, data: object) -> int | str:
        if isinstance(data, bool) or not isinstance(data, int | str):
            raise serializers.ValidationError("It must be an id or a name.")
        return data

    def to_representation(self, value: int | str) -> int | str:
        return value


class Flag(serializers.BooleanField):
    """0, 1, true or false, as numbers, words or values.

    A form that doesn't name it leaves it as it is, as JSON does: only a browser's form means no.
    """

    default_empty_html = serializers.empty
