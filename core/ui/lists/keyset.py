"""Keyset pagination: as fast on the thousandth page as on the first."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, F, Model, Q, QuerySet

from core.ui.lists.columns import M
from core.ui.lists.search_result import SearchResult

R = TypeVar("R")

# How many rows are walked to fill a page with a common term, before the search index is used.
MAX_WALKED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by one field and then by the primary key, both in the same direction."""

    field: str
    descending: bool

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> "Order":
        """The order of `rows`, which must be by one field and then by the primary key."""
        first = str((rows.query.order_by or rows.model._meta.ordering)[0])
        field = first.removeprefix("-")
        key = rows.model._meta.pk.name
        return cls("pk" if field in {"pk", key} else field, first.startswith("-"))

    def apply(self, rows: QuerySet[M], *, backwards: bool = False) -> QuerySet[M]:
        sign = "-" if self.descending != backwards else ""
        if self.field == "pk":
            return rows.order_by(f"{sign}pk")
        return rows.order_by(f"{sign}{self.field}", f"{sign}pk")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row to continue from; `backwards` reads towards the beginning of the list."""

    value: str | None
    pk: str
    backwards: bool

    def encode(self) -> str:
        text = json.dumps([int(self.backwards), self.value, self.pk], ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Raises ValueError when `text` isn't a cursor."""
        try:
            padded = text + "=" * (-len(text) % 4)
            backwards, value, pk = json.loads(base64.urlsafe_b64decode(padded))
        except (binascii.Error, TypeError, ValueError) as error:
            raise ValueError(f"not a cursor: {text[:40]}") from error
        if not (value is None or isinstance(value, str)) or not isinstance(pk, str):
            raise ValueError(f"not a cursor: {text[:40]}")
        return cls(value, pk, bool(backwards))


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[R]):
    """The rows of one page, and the cursors of its neighbours."""

    rows: list[R]
    previous: Cursor | None
    following: Cursor | None


def read_page(
    result: SearchResult[M], order: Order, cursor: Cursor | None, size: int
) -> KeysetPage[M]:
    """The page at `cursor`. Raises ValueError when the cursor doesn't fit the order.

    A page for a common term is looked for in the next rows of the list. Where they hold too few,
    and for a rare term, the search index finds all rows.
    """
    if result.by_index is None:
        return _page(rows_after(result.rows, order, cursor)[: size + 1], order, cursor, size)
    if result.is_common and (keys := _walk(result, order, cursor, size + 1)):
        rows = result.rows if result.searched is None else result.searched.filter(pk__in=keys)
        return _page(order.apply(rows, backwards=_is_backwards(cursor)), order, cursor, size)
    return _page(rows_after(result.by_index, order, cursor)[: size + 1], order, cursor, size)


def rows_after(rows: QuerySet[M], order: Order, cursor: Cursor | None) -> QuerySet[M]:
    """The rows after the cursor, nearest first."""
    ordered = order.apply(rows, backwards=_is_backwards(cursor))
    return ordered if cursor is None else ordered.filter(_after_cursor(rows, order, cursor))


def _is_backwards(cursor: Cursor | None) -> bool:
    return cursor is not None and cursor.backwards


def _walk(result: SearchResult[M], order: Order, cursor: Cursor | None, count: int) -> list[Any]:
    """The keys of the next `count` rows that match; none when MAX_WALKED_ROWS hold fewer.

    The database stops reading at the last of them and sorts nothing.
    """
    if result.searched is None or result.condition is None:
        return []
    matches = ExpressionWrapper(result.condition, output_field=BooleanField())
    walked = (
        rows_after(result.searched, order, cursor)
        .annotate(key=F("pk"), matches=matches)
        .values_list("key", "matches")
    )
    sql, parameters = walked[:MAX_WALKED_ROWS].query.sql_with_params()
    to_python = result.rows.model._meta.pk.to_python
    with connections[result.rows.db].cursor() as reader:
        reader.execute(
            f"SELECT key FROM ({sql}) AS walked WHERE matches LIMIT %s",  # noqa: S608
            [*parameters, count],
        )
        keys = [to_python(key) for (key,) in reader.fetchall()]
    return keys if len(keys) == count else []


def _page(queryset: QuerySet[M], order: Order, cursor: Cursor | None, size: int) -> KeysetPage[M]:
    rows = list(queryset)
    backwards = _is_backwards(cursor)
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous, has_following = (has_more, True) if backwards else (cursor is not None, has_more)
    return KeysetPage(
        rows,
        _cursor(rows[0], order, backwards=True) if rows and has_previous else None,
        _cursor(rows[-1], order, backwards=False) if rows and has_following else None,
    )


def cursor_after(row: Model, order: Order) -> Cursor:
    """The cursor that continues after this row."""
    return _cursor(row, order, backwards=False)


def cursor_at(value: Any, pk: Any, *, backwards: bool = False) -> Cursor:
    """The cursor of a row that is sorted by `value`, by its key where that is the order."""
    if value is not None:
        value = value.isoformat() if isinstance(value, date) else str(value)
    return Cursor(value, str(pk), backwards)


def _cursor(row: Model, order: Order, *, backwards: bool) -> Cursor:
    value = row.pk if order.field == "pk" else getattr(row, order.field)
    return cursor_at(value, row.pk, backwards=backwards)


def _after_cursor(rows: QuerySet[Any], order: Order, cursor: Cursor) -> Q:
    meta = rows.model._meta
    try:
        pk = meta.pk.to_python(cursor.pk)
        field = meta.pk if order.field == "pk" else meta.get_field(order.field)
        value = None if cursor.value is None else field.to_python(cursor.value)
    except ValidationError as error:
        raise ValueError("the cursor belongs to another list") from error
    descending = order.descending != cursor.backwards
    side = "lt" if descending else "gt"
    if order.field == "pk":
        return Q(**{f"pk__{side}": pk})
    nulls_largest = connections[rows.db].features.nulls_order_largest
    nulls_first = nulls_largest == descending
    absent = Q(**{f"{order.field}__isnull": True})
    if value is None:
        among_nulls = absent & Q(**{f"pk__{side}": pk})
        return among_nulls | ~absent if nulls_first else among_nulls
    # The index seeks by the first condition; the second leaves out equal rows already seen.
    after = Q(**{f"{order.field}__{side}e": value}) & (
        Q(**{f"{order.field}__{side}": value}) | Q(**{f"pk__{side}": pk})
    )
    nullable = getattr(field, "null", False)
    return after | absent if nullable and not nulls_first else after
