"""Values as the database's driver takes them, without asking a field for each value.

Django's `get_db_prep_save` costs more than the write itself on a page of a hundred rows.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, models

Adapt = Callable[[Any], Any]

# What both drivers take as it is.
_PLAIN = {
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "FloatField",
    "IntegerField",
    "TextField",
}


def adaptor(field: "models.Field[Any, Any]") -> Adapt | None:
    """How a column's values are made ready, None when they are as they are."""
    if isinstance(field, models.ForeignKey):
        return adaptor(field.target_field)
    kind = field.get_internal_type()
    if kind in _PLAIN:
        return None
    if kind == "DateTimeField":
        return time_of if connection.vendor == "sqlite" else None
    if kind == "UUIDField":
        return _hex if connection.vendor == "sqlite" else None
    return partial(field.get_db_prep_save, connection=connection)


def time(moment: datetime | None) -> Any:
    """A time as the connected database keeps it: comparable with what it returns."""
    return time_of(moment) if moment is not None and connection.vendor == "sqlite" else moment


def time_of(moment: datetime) -> str:
    """The text that Django's SQLite backend writes for an aware time."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(" ")[:-6]


def _hex(value: UUID) -> str:
    return value.hex
