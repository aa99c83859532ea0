"""Reads a list sorted by ascending id: each page is compared with the rows in its range."""

from contextlib import suppress
from itertools import islice
from operator import lt
from typing import Any

from core.clients.console import FetchedPage
from core.mirror import existing
from core.mirror.existing import ExistingRange, ExistingRow
from core.mirror.passes import missing
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_pages

BATCH_SIZE = 1000
_UNREADABLE = (LookupError, TypeError, ValueError)


class OutOfOrderError(Exception):
    """The remote did not keep to the sort that it documents."""


def read_ordered(reading: Reading) -> None:
    """Store every page, and record as missing the rows in its range that it lacks. Flat memory.

    Raises OutOfOrderError, after which the rows recorded as missing mean nothing.
    """
    first, after = reading.resume_at("after")
    largest_known = existing.largest_key(reading.resource, reading.scope)
    for page in fetch_pages(reading.fetch_page, first=first):
        reading.row.requests += 1
        ids = _ids(reading, page)
        if largest_known is None or (after is not None and after >= largest_known):
            # The mirror has no row in this range.
            reading.store_rows(page.rows, page.requested_at, {})
        elif ids:
            _compare(reading, page, ids, after)
        else:
            reading.store_rows(page.rows, page.requested_at)
        if ids:
            after = ids[-1] if after is None else max(after, ids[-1])
        reading.advance(page, after=after)
    _record_rows_after(reading, after)


def _ids(reading: Reading, page: FetchedPage) -> list[int]:
    """The ids on a page that can be parsed. Raises OutOfOrderError."""
    key_of = reading.resource.key_of
    try:
        ids: list[int] = [key_of(row) for row in page.rows]
    except _UNREADABLE:
        ids = []
        for row in page.rows:
            with suppress(*_UNREADABLE):
                ids.append(key_of(row))
    if not all(map(lt, ids, ids[1:])):
        raise OutOfOrderError
    return ids


def _compare(reading: Reading, page: FetchedPage, ids: list[int], after: int | None) -> None:
    """Store a page; rows in its range that it lacks are missing."""
    # A resumed pass begins one page back, so that ranges overlap.
    first = None if after is None else min(after + 1, ids[0])
    key_range = ExistingRange(reading.scope, first, ids[-1])
    if existing.is_unchanged(reading.resource, key_range, page.rows):
        reading.count_unchanged(page.rows)
        return
    listed = set(ids)
    known: dict[int, ExistingRow] = {}
    for rows in existing.rows_in_range(reading.resource, key_range, before=reading.row.started_at):
        known |= {key: rows.pop(key) for key in rows.keys() & listed}
        unlisted = [key for key, row in rows.items() if row.is_older and not row.is_gone]
        if unlisted:
            missing.record_missing(reading, unlisted)
    reading.store_rows(page.rows, page.requested_at, known)


def _record_rows_after(reading: Reading, after: int | None) -> None:
    """Record as missing the rows beyond the last id that the remote listed."""
    rows = reading.resource.in_scope(reading.scope).stamped_before(reading.row.started_at)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    keys: Any = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH_SIZE)
    while batch := list(islice(keys, BATCH_SIZE)):
        missing.record_missing(reading, batch)
