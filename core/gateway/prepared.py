"""Queries that are compiled once: for what is asked with every request.

Django compiles a query each time, which takes longer than SQLite takes to answer it.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]
# Values that stand for the parameters while a query is compiled, by their type. Nothing else in
# a query has such a value.
_MARKERS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 1_777_000_777 + place,
    str: lambda place: f"parameter {place} of a prepared query",
    UUID: lambda place: UUID(int=(0x7777_0000_7777 << 80) + place),
    datetime: lambda place: datetime(1777, 7, 7, 7, 7, 7, place, UTC),
}


class PreparedQuery:
    """What `build` makes of its arguments: a queryset of `values_list`, sliced or not.

    `types` are the types of these arguments, each of int, str, UUID or datetime. `build` is called
    once, with other values: it must put each of them into the query unchanged and decide nothing
    by it.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *types: type) -> None:
        self._build = build
        self._types = types
        self._lock = threading.Lock()
        self._compiled: _Compiled | None = None

    def rows(self, *values: Any) -> list[Row]:
        """All rows for these values."""
        compiled = self._compiled or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.parameters(values))
            found = cursor.fetchall()
        return compiled.converted(found)

    def row(self, *values: Any) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self.rows(*values)), None)

    def _compile(self) -> "_Compiled":
        with self._lock:
            if self._compiled is None:
                markers = [_MARKERS[kind](place) for place, kind in enumerate(self._types)]
                self._compiled = _Compiled(self._build(*markers), markers)
            return self._compiled


class _Compiled:
    """A query's SQL, where its parameters go, and how its columns become Python's values."""

    def __init__(self, queryset: QuerySet[Any, Any], markers: Sequence[Any]) -> None:
        self._compiler = queryset.query.get_compiler(connection=connection)
        self.sql, template = self._compiler.as_sql()
        places = {_adapted(marker): place for place, marker in enumerate(markers)}
        # The place of each parameter among the values; None for one that is always the same.
        self._template = [
            (places.get(value) if isinstance(value, str | int | UUID | datetime) else None, value)
            for value in template
        ]
        if {place for place, _ in self._template} - {None} != set(places.values()):
            raise ValueError("a prepared query must contain each of its parameters unchanged")
        self._converters = self._compiler.get_converters(
            [column for column, *_ in self._compiler.select]
        )

    def parameters(self, values: Sequence[Any]) -> list[Any]:
        return [
            constant if place is None else _adapted(values[place])
            for place, constant in self._template
        ]

    def converted(self, rows: list[Row]) -> list[Row]:
        if not self._converters:
            return rows
        return list(map(tuple, self._compiler.apply_converters(rows, self._converters)))


def _adapted(value: Any) -> Any:
    """A parameter as Django gives it to the driver."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
