"""JSON that a person types: checked strictly, and its faults told by line."""

import json
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError


class JsonText(forms.CharField):
    """JSON text, kept as it was typed; empty is allowed unless `required`.

    `wants_object` refuses anything but an object.
    """

    widget = forms.Textarea

    def __init__(self, *, wants_object: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.wants_object = wants_object

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text:
            document = parse(text)
            if self.wants_object and not isinstance(document, dict):
                raise ValidationError('This must be an object: {"key": "value"}.')
        return text

    def to_python(self, value: Any) -> str:
        """With the line ends that it had before a browser sent it."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "spellcheck": "false", "autocomplete": "off"}


def parse(text: str) -> Any:
    """The document in `text`. Raises ValidationError, which says where it is wrong."""
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValidationError("This holds \\u0000, which can't be stored.")
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}, in line {error.lineno},"
            f" column {error.colno}."
        ) from error
    except UnicodeEncodeError as error:
        raise ValidationError("This holds half a character: \\ud800 to \\udfff.") from error
    except (RecursionError, ValueError) as error:
        raise ValidationError("This is too deep, or a number in it too long.") from error
    return document


def pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One of two equal keys would be lost without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValidationError(f"The key “{key[:80]}” stands here twice.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValidationError(f"{name} is no number that JSON knows.")
