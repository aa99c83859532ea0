"""Elements of a page that Python writes: those that a list shows once for each of its rows."""

from functools import lru_cache
from html import escape
from uuid import UUID

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

# Stand in an address for a row's key until the key is known.
_NUMBER_KEY = 7_203_000_000
_UUID_KEY = UUID(int=_NUMBER_KEY << 64)


def markup(template: str, *values: object) -> SafeString:
    """The template with the values in its places, escaped unless they are markup already.

    Like Django's `format_html`, at a third of the time: a page of 100 rows has 500 of these.
    """
    return SafeString(template.format(*map(as_markup, values)))


def as_markup(value: object) -> str:
    """The value as text of a page: markup stays as it is, everything else is escaped."""
    if isinstance(value, SafeString):
        return value
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)


def row_address(url_name: str, *keys: int | UUID) -> str:
    """Django's `reverse` for an address that differs only by these keys: asked once, then kept."""
    return _address_template(url_name, tuple(map(type, keys)), get_script_prefix()).format(*keys)


# `reverse` puts the prefix of the request before it, so each prefix has templates of its own.
@lru_cache(maxsize=128)
def _address_template(url_name: str, types: tuple[type, ...], prefix: str) -> str:  # noqa: ARG001
    stand_ins: list[int | UUID] = [
        UUID(int=_UUID_KEY.int + place) if issubclass(kind, UUID) else _NUMBER_KEY + place
        for place, kind in enumerate(types)
    ]
    address = reverse(url_name, args=stand_ins).replace("{", "{{").replace("}", "}}")
    for stand_in in stand_ins:
        address = address.replace(str(stand_in), "{}", 1)
    return address
