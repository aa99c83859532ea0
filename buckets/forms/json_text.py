"""JSON that a person types into a form."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ui.json_text import parse


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


def pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
