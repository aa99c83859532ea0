"""Query parameters of a list, validated. An invalid one is a 422 that names it."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

MAX_TEXT_LENGTH = 1000
# Nine digits, which fit into the integers of every database.
MAX_INTEGER = 999_999_999


def get_text(query: QueryDict, *names: str) -> str:
    """The first of these parameters that is given, as clients use different names for one.

    Raises ValidationError for a null character, which no database compares, and for a text that is
    longer than any name.
    """
    for name in names:
        value = query.get(name, "").strip()
        if "\x00" in value:
            raise ValidationError({name: [f"The {name} holds a null character."]})
        if len(value) > MAX_TEXT_LENGTH:
            message = f"The {name} may have at most {MAX_TEXT_LENGTH} characters."
            raise ValidationError({name: [message]})
        if value:
            return value
    return ""


def get_choice(query: QueryDict, name: str, choices: Collection[str], *, default: str) -> str:
    """Raises ValidationError."""
    value = get_text(query, name) or default
    if value not in choices:
        raise ValidationError({name: [f"The {name} must be one of {', '.join(choices)}."]})
    return value


def get_integer(query: QueryDict, name: str) -> int | None:
    """None when it isn't given. Raises ValidationError."""
    value = get_text(query, name)
    if not value:
        return None
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValidationError({name: [f"The {name} must be a whole number."]})
    return int(value)


def get_natural(query: QueryDict, name: str) -> int | None:
    """As `get_integer`, not below 0."""
    value = get_integer(query, name)
    if value is not None and value < 0:
        raise ValidationError({name: [f"The {name} may not be below 0."]})
    return value


def get_uuid(query: QueryDict, name: str) -> UUID | None:
    """None when it isn't given. Raises ValidationError."""
    value = get_text(query, name)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise ValidationError({name: [f"The {name} must be a UUID."]}) from None


def get_moment(query: QueryDict, name: str) -> datetime | None:
    """A time of ISO 8601, of UTC where it names no zone; None when it isn't given.

    Raises ValidationError.
    """
    value = get_text(query, name)
    if not value:
        return None
    try:
        # A `+` of the zone that a client didn't quote arrives as a space.
        moment = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        message = f"The {name} must be a time such as 2026-11-21T08:00:00Z."
        raise ValidationError({name: [message]}) from None


def get_boolean(query: QueryDict, name: str) -> bool:
    """`1` and `true` mean yes, as clients write either."""
    return get_text(query, name).lower() in {"1", "true"}
