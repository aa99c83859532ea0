"""Template tags and filters shared by all pages."""

import json
from datetime import datetime

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from core.ui import formats, icons
from core.ui.states import StateBadge

register = template.Library()

register.filter("clock", formats.clock)
register.filter("span", formats.span)
register.filter("size", formats.size)
register.filter("number", formats.number)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon by its name in Tabler's outline set."""
    return icons.icon(name)


@register.simple_tag
def ago(moment: datetime | None, absent: str = formats.EMPTY_VALUE) -> SafeString:
    """A time relative to now; `absent` when there is none."""
    return formats.ago(moment or None, absent)


@register.simple_tag
def copyable(value: object, label: str = "") -> SafeString:
    """An id or key that a click copies."""
    return formats.copyable(value, label)


@register.filter
def badge(state: StateBadge) -> SafeString:
    """A state as its icon and word."""
    return state.badge()


@register.filter
def pretty_json(document: object) -> str:
    """A JSON document indented over lines, in its own key order."""
    return json.dumps(document, indent=2, ensure_ascii=False)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **attributes: str | bool) -> dict[str, object]:
    """A form field with its label, help and errors. Extra arguments become attributes."""
    widget = bound.field.widget
    is_choice = isinstance(widget, forms.CheckboxInput)
    kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    attrs: dict[str, str | bool] = {"class": "form-check-input" if is_choice else kind}
    for name, value in attributes.items():
        attrs[name.replace("_", "-")] = value
    return {"field": bound, "control": bound.as_widget(attrs=attrs), "inline": is_choice}
