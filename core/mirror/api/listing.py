"""Long lists whose pages are read by prepared queries, of no column but those that are needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from core.gateway.prepared import PreparedQuery
from core.ui.lists import keyset
from core.ui.lists.keyset import Cursor, KeysetPage, Order

Build = Callable[..., QuerySet[Any]]
# Clients ask for pages of any size, and each size is a query of its own.
MAX_QUERIES = 512


class ListedRow(NamedTuple):
    """What a page needs of a row: its JSON, its key, and by what it is sorted."""

    payload: str
    pk: Any
    value: Any


@dataclass(frozen=True)
class Listing:
    """The list that `build` makes of `values`, ordered by one field and then by its primary key.

    `build` must be the same object in each request, and decide by a value only whether it is None:
    see PreparedQuery.
    """

    build: Build
    values: tuple[int | None, ...]

    @property
    def rows(self) -> QuerySet[Any]:
        return self.build(*self.values)

    @property
    def order(self) -> Order:
        return self._shape.order

    @property
    def name(self) -> tuple[object, ...]:
        """The same in all processes for the same list, and for no other."""
        return self._shape.model._meta.label, self.order, self.values

    def read_after(self, cursor: Cursor | None, count: int) -> KeysetPage[ListedRow]:
        """The `count` rows after the cursor, without one the first ones.

        Raises ValueError when the cursor doesn't fit the list.
        """
        shape = self._shape
        given = [value for value in self.values if value is not None]
        place = [] if cursor is None else shape.place_of(cursor)
        query = _window(shape, count + 1, len(place) > 0)
        found = [ListedRow(*row) for row in query.rows(*given, *place)]
        window = found[:count]
        following = keyset.cursor_at(window[-1].value, window[-1].pk) if found[count:] else None
        return KeysetPage(window, None, following)

    @property
    def _shape(self) -> "_Shape":
        return _shape(self.build, tuple(value is not None for value in self.values))


@dataclass(frozen=True, eq=False)
class _Shape:
    """What the lists have in common that differ only in their values."""

    build: Build
    given: tuple[bool, ...]
    model: type[models.Model]
    order: Order

    @property
    def key_fields(self) -> "list[models.Field[Any, Any]]":
        meta = self.model._meta
        by_key = self.order.field == "pk"
        return [meta.pk] if by_key else [meta.get_field(self.order.field), meta.pk]  # type: ignore[list-item]

    def place_of(self, cursor: Cursor) -> list[Any]:
        """By what the row of a cursor is sorted. Raises ValueError."""
        texts = [cursor.pk] if len(self.key_fields) == 1 else [cursor.value, cursor.pk]
        try:
            return [
                field.to_python(text) for field, text in zip(self.key_fields, texts, strict=True)
            ]
        except ValidationError as error:
            raise ValueError("the cursor belongs to another list") from error

    def rows(self, values: Sequence[Any]) -> QuerySet[Any]:
        """The list of `values`, which has none for an argument that is None."""
        left = iter(values)
        return self.build(*(next(left) if is_given else None for is_given in self.given))


@lru_cache(MAX_QUERIES)
def _shape(build: Build, given: tuple[bool, ...]) -> _Shape:
    rows = build(*(1 if is_given else None for is_given in given))
    return _Shape(build, given, rows.model, Order.of(rows))


@lru_cache(MAX_QUERIES)
def _window(shape: _Shape, size: int, continues: bool) -> PreparedQuery:
    """The first `size` rows, or those after a place in the list."""
    value_types = [int] * sum(shape.given)

    def build(*values: Any) -> QuerySet[Any, Any]:
        given, place = values[: len(value_types)], values[len(value_types) :]
        rows = shape.rows(given)
        cursor = keyset.cursor_at(place[0], place[-1]) if place else None
        columns = ("payload", "pk", shape.order.field)
        return keyset.rows_after(rows, shape.order, cursor).values_list(*columns)[:size]

    place_types = [_type_of(field) for field in shape.key_fields] if continues else []
    return PreparedQuery(build, *value_types, *place_types)


def _type_of(field: "models.Field[Any, Any]") -> type:
    if isinstance(field, models.DateTimeField):
        return datetime
    if isinstance(field, models.UUIDField):
        return UUID
    return int if isinstance(field, models.IntegerField) else str
