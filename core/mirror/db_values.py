"""Values in the form that the database's driver takes, without a call of a field for each value.

Django's `get_db_prep_save` costs more than the write itself on a page of a hundred rows.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, models

Adapter = Callable[[Any], Any]

# Both drivers take their values unchanged.
_UNCHANGED = {
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "FloatField",
    "IntegerField",
    "TextField",
}


def adapter_for(field: "models.Field[Any, Any]") -> Adapter | None:
    """The function that converts a column's values; None when the driver takes them unchanged."""
    if isinstance(field, models.ForeignKey):
        return adapter_for(field.target_field)
    kind = field.get_internal_type()
    if kind in _UNCHANGED:
        return None
    if kind == "DateTimeField":
        return to_sqlite_text if connection.vendor == "sqlite" else None
    if kind == "UUIDField":
        return _hex if connection.vendor == "sqlite" else None
    return partial(field.get_db_prep_save, connection=connection)


def to_db_time(moment: datetime | None) -> Any:
    """A time in the form in which the connected database stores and compares it."""
    return (
        to_sqlite_text(moment) if moment is not None and connection.vendor == "sqlite" else moment
    )


def to_sqlite_text(moment: datetime) -> str:
    """The text that Django's SQLite backend writes for an aware time."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(" ")[:-6]


def _hex(value: UUID) -> str:
    return value.hex
