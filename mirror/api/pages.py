"""Numbered pages of a list of any length.

A page is remembered by the row before it when its predecessor is shown: whoever follows `next`
reads on from there. A page out of turn is reached from the nearer end of the list.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from mirror import tally
from mirror.api.remembered import keep, recall
from ui.lists import Found, keyset
from ui.lists.keyset import Cursor, Order
from ui.wire.paging import PageAsked

# A client that has not asked for the next page by then jumps to it.
REMEMBERED_SECONDS = 600


class Page(NamedTuple):
    rows: Sequence[Any]
    total: int


class Pages:
    """The pages of what was found in a list of mirror rows, in the order of these rows."""

    def __init__(self, found: Found[Any], asked: PageAsked) -> None:
        self._found = found
        self._asked = asked
        self._order = Order.of(found.rows)
        self._list = (found.rows.model._meta.label, *found.rows.query.sql_with_params())

    def read(self, total: int | None = None) -> Page:
        """The page that was asked for; `total` where the caller knows it."""
        total = self._total() if total is None else total
        asked = self._asked
        if asked.offset >= total:
            return Page([], total)
        place = self._place() if asked.number > 1 else None
        if asked.number > 1 and place is None:
            return Page(self._jump(total), total)
        window = keyset.read(
            self._found.narrowed(self._payloads), self._order, place, asked.per_page
        )
        if window.following:
            self._keep_place(window.following)
        return Page(window.rows, total)

    def _jump(self, total: int) -> Sequence[Any]:
        start, stop = self._asked.window.start, min(self._asked.window.stop, total)
        from_end = start > total // 2
        ordered = self._order.apply(self._found.in_any_order, backwards=from_end)
        keys = ordered.values_list("pk", flat=True)
        near = list(keys[total - stop : total - start] if from_end else keys[start:stop])
        found = self._payloads(ordered.model._default_manager.all()).in_bulk(near)
        rows = [found[key] for key in (reversed(near) if from_end else near) if key in found]
        if rows and stop < total:
            self._keep_place(keyset.cursor_after(rows[-1], self._order))
        return rows

    def _payloads(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Only what is shown or sorted by: the other columns would be fetched for nothing."""
        return rows.only("payload", "secrets", self._order.field)

    def _total(self) -> int:
        """Counted; a common term's count is kept for as long as nothing moves in the list."""
        rows = self._found.in_any_order
        scope = getattr(self._found.rows, "scope_key", None)
        if not self._found.is_common or scope is None:
            return rows.count()
        what = ("total", *self._list, tally.of(rows.model, scope).changes)
        if (kept := recall(*what)) is not None:
            return int(kept)
        total = rows.count()
        keep(str(total).encode(), *what, seconds=REMEMBERED_SECONDS)
        return total

    def _place(self) -> Cursor | None:
        kept = recall("place", *self._list, self._asked.per_page, self._asked.number)
        return None if kept is None else Cursor.decode(kept.decode())

    def _keep_place(self, cursor: Cursor) -> None:
        asked = self._asked
        what = ("place", *self._list, asked.per_page, asked.number + 1)
        keep(cursor.encode().encode(), *what, seconds=REMEMBERED_SECONDS)
