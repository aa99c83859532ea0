"""Numbered pages of a list of any length.

When a page is read, the cursor of the next one is cached, so that a client that follows `next`
reads on from there. Any other page is reached from the nearer end of the list.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core.gateway.pagination import RequestedPage
from core.mirror import tally
from core.mirror.api.cache import get_cached, set_cached
from core.mirror.api.listing import Listing
from core.ui.lists import SearchResult, keyset
from core.ui.lists.keyset import Cursor, KeysetPage, Order

# A client that requests the next page later reaches it from an end of the list.
CACHED_SECONDS = 600


class GatewayPages:
    """The pages of a search result of mirror rows, in the order of these rows."""

    def __init__(self, result: SearchResult[Any], requested: RequestedPage) -> None:
        self._result = result
        self._requested = requested

    @cached_property
    def _order(self) -> Order:
        return Order.of(self._result.rows)

    @cached_property
    def _list_key(self) -> tuple[object, ...]:
        rows = self._result.rows
        return rows.model._meta.label, *rows.query.sql_with_params()

    def read(self, total: int) -> Sequence[Any]:
        """The rows of the requested page of a list of `total` rows."""
        requested = self._requested
        if requested.offset >= total:
            return []
        cursor = self._cached_cursor()
        if requested.number > 1 and cursor is None:
            return self._jump(requested.rows, total)
        window = self._read_after(cursor, requested.per_page)
        if window.following:
            self._cache_cursor(window.following)
        return window.rows

    def pieces(self, total: int, size: int) -> Iterator[Sequence[Any]]:
        """The rows of the requested page, at most `size` at a time, each piece read by itself.

        A row that is added or removed meanwhile shifts none of the others.
        """
        requested = self._requested
        cursor = self._cached_cursor()
        if requested.number > 1 and cursor is None:
            row_before = self._jump(slice(requested.offset - 1, requested.offset), total)
            if not row_before:
                return
            cursor = keyset.cursor_after(row_before[0], self._order)
        left = requested.per_page
        while left > 0:
            window = self._read_after(cursor, min(size, left))
            yield window.rows
            left -= len(window.rows)
            cursor = window.following
            if cursor is None:
                return
        if cursor is not None:
            self._cache_cursor(cursor)

    def _read_after(self, cursor: Cursor | None, count: int) -> KeysetPage[Any]:
        result = self._result.transformed(self._payloads)
        return keyset.read_page(result, self._order, cursor, count)

    def _jump(self, wanted: slice, total: int) -> Sequence[Any]:
        start, stop = wanted.start, min(wanted.stop, total)
        from_end = start > total // 2
        ordered = self._order.apply(self._result.unordered, backwards=from_end)
        keys = ordered.values_list("pk", flat=True)
        page_keys = list(keys[total - stop : total - start] if from_end else keys[start:stop])
        by_key = self._payloads(ordered.model._default_manager.all()).in_bulk(page_keys)
        in_order = reversed(page_keys) if from_end else page_keys
        rows = [by_key[key] for key in in_order if key in by_key]
        if rows and stop < total and wanted == self._requested.rows:
            self._cache_cursor(keyset.cursor_after(rows[-1], self._order))
        return rows

    def _payloads(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Without the columns that are neither returned nor sorted by."""
        return rows.only("payload", "secrets", self._order.field)

    def total(self) -> int:
        """The number of rows. Of a common term it is cached until something in the list changes."""
        rows = self._result.unordered
        scope = getattr(self._result.rows, "scope_key", None)
        if not self._result.is_common or scope is None:
            return rows.count()
        key = ("total", *self._list_key, tally.tally_of_scope(rows.model, scope).changes)
        if (cached := get_cached(*key)) is not None:
            return int(cached)
        total = rows.count()
        set_cached(str(total).encode(), *key, seconds=CACHED_SECONDS)
        return total

    @cached_property
    def place(self) -> str:
        """Where a page is read on from, as the page before it was left; "" for no such place.

        Rows that have come and gone since then shift a page that is reached otherwise.
        """
        if self._requested.number == 1:
            return ""
        return (get_cached(*self._cursor_key(self._requested.number)) or b"").decode()

    def _cached_cursor(self) -> Cursor | None:
        return Cursor.decode(self.place) if self.place else None

    def _cache_cursor(self, cursor: Cursor) -> None:
        key = self._cursor_key(self._requested.number + 1)
        set_cached(cursor.encode().encode(), *key, seconds=CACHED_SECONDS)

    def _cursor_key(self, page_number: int) -> tuple[object, ...]:
        return ("cursor", *self._list_key, self._requested.per_page, page_number)


class ListingPages(GatewayPages):
    """The pages of a listing, read by its prepared queries where they follow one another."""

    def __init__(self, listing: Listing, requested: RequestedPage) -> None:
        self._listing = listing
        self._requested = requested

    @cached_property
    def _result(self) -> SearchResult[Any]:  # type: ignore[override]
        return SearchResult(self._listing.rows)

    @property
    def _order(self) -> Order:
        return self._listing.order

    @property
    def _list_key(self) -> tuple[object, ...]:
        return self._listing.name

    def _read_after(self, cursor: Cursor | None, count: int) -> KeysetPage[Any]:
        # What comes after rows that are sorted by nothing is another query: they are few.
        if cursor is not None and cursor.value is None:
            return super()._read_after(cursor, count)
        return self._listing.read_after(cursor, count)
