"""Reading the query parameters of a list. What can't be read is a 422 that names the parameter."""

from collections.abc import Collection

from django.http import QueryDict
from rest_framework.exceptions import ValidationError


def text(query: QueryDict, *names: str) -> str:
    """The first of these parameters that is given; some clients use another name for one thing.

    Raises ValidationError for a null character, which no database compares.
    """
    for name in names:
        value = query.get(name, "").strip()
        if "\x00" in value:
            raise ValidationError({name: [f"The {name} holds a null character."]})
        if value:
            return value
    return ""


def choice(query: QueryDict, name: str, choices: Collection[str], *, default: str) -> str:
    """Raises ValidationError."""
    value = text(query, name) or default
    if value not in choices:
        raise ValidationError({name: [f"The {name} must be one of {', '.join(choices)}."]})
    return value


def whole_number(query: QueryDict, name: str) -> int | None:
    """None when it isn't given. Raises ValidationError."""
    value = text(query, name)
    if not value:
        return None
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValidationError({name: [f"The {name} must be a whole number."]})
    return int(value)


def flag(query: QueryDict, name: str) -> bool:
    """`1` and `true` mean yes, as clients write either."""
    return text(query, name).lower() in {"1", "true"}
