"""Reads a list sorted by ascending id: each page is compared with the rows in its range."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from operator import lt
from typing import Any, NamedTuple

import orjson

from core.clients.console import FetchedPage
from core.mirror import existing
from core.mirror.existing import ExistingRange, ExistingRow
from core.mirror.passes import missing
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_and_prepare
from core.mirror.replies import TakenApart, take_apart
from core.mirror.resources import Resource
from core.mirror.schema.late_indexes import LateIndexes

BATCH_SIZE = 1000
# Unchanged pages that are compared with one statement, once the page before them was unchanged.
MAX_AT_ONCE = 8
_UNREADABLE = (LookupError, TypeError, ValueError)


class OutOfOrderError(Exception):
    """The remote did not keep to the sort that it documents."""


class _Prepared(NamedTuple):
    """A page, its ids, and what it takes to compare it; or, where it is new, to store it.

    Of a page that is to be compared only the first object is there: most pages are unchanged, and
    hundreds of objects that nobody needs slow down everything else.
    """

    page: FetchedPage
    ids: list[int]
    payloads: bytes | None
    taken: TakenApart | None


def read_ordered(reading: Reading, late_indexes: LateIndexes) -> None:
    """Store every page, and record as missing the rows in its range that it lacks. Flat memory.

    Raises OutOfOrderError, after which the rows recorded as missing mean nothing.
    """
    first, after = reading.resume_at("after")
    largest_known = existing.largest_key(reading.resource, reading.scope)
    prepare = partial(_prepare, reading, largest_known)
    ahead = fetch_and_prepare(reading.fetch_page, prepare, first=first)
    at_once = 1
    while pages := list(islice(ahead, at_once)):
        reading.row.requests += len(pages)
        if _are_unchanged(reading, pages, after):
            after = _count_unchanged(reading, pages, after)
            at_once = min(at_once * 2, MAX_AT_ONCE)
        else:
            at_once = 1
            if largest_known is None and after is None:
                late_indexes.leave_out(pages[0].page.total)
            for prepared in pages:
                if len(pages) > 1 and _are_unchanged(reading, [prepared], after):
                    after = _count_unchanged(reading, [prepared], after)
                    continue
                new_before = reading.row.new
                _store(reading, prepared, after, largest_known)
                late_indexes.rows_added(reading.row.new - new_before)
                after = _last_id([prepared], after)
        reading.advance(pages[-1].page, after=after)
    _record_rows_after(reading, after)


def _prepare(reading: Reading, largest_known: int | None, page: FetchedPage) -> _Prepared:
    """What a fetcher can do for the writer. Raises OutOfOrderError."""
    resource = reading.resource
    ids = _ids(resource, page)
    if ids and (largest_known is None or ids[0] > largest_known):
        taken = take_apart(resource, reading.scope, page.rows).parse_all()
        return _Prepared(page, ids, None, taken)
    payloads = existing.as_payloads(resource, page.rows)
    if payloads is not None:
        page = replace(page, rows=page.rows[:1])
    return _Prepared(page, ids, payloads, None)


def _ids(resource: Resource[Any], page: FetchedPage) -> list[int]:
    """The ids on a page that can be parsed. Raises OutOfOrderError."""
    key_of = resource.key_of
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


def _are_unchanged(reading: Reading, pages: Sequence[_Prepared], after: int | None) -> bool:
    """Whether the mirror has exactly the objects of these pages, by one statement at most."""
    payloads = [page.payloads for page in pages if page.ids and page.payloads is not None]
    if len(payloads) < len(pages):
        return False
    key_range = _range(reading, pages[0].ids[0], pages[-1].ids[-1], after)
    count = sum(len(page.ids) for page in pages)
    return existing.is_unchanged(reading.resource, key_range, b",".join(payloads), count)


def _count_unchanged(reading: Reading, pages: Sequence[_Prepared], after: int | None) -> int | None:
    for prepared in pages:
        reading.count_unchanged(prepared.page.rows, len(prepared.ids))
    return _last_id(pages, after)


def _store(
    reading: Reading, prepared: _Prepared, after: int | None, largest_known: int | None
) -> None:
    """Store a page; rows in its range that it lacks are missing."""
    known: dict[int, ExistingRow] | None = None
    if largest_known is None or (after is not None and after >= largest_known):
        # The mirror has no row in this range.
        known = {}
    elif prepared.ids:
        known = _known_rows(reading, prepared.ids, after)
    page, payloads = prepared.page, prepared.payloads
    rows = page.rows if payloads is None else orjson.loads(b"[%b]" % payloads)
    reading.store_rows(rows, page.requested_at, known, prepared.taken)


def _known_rows(reading: Reading, ids: list[int], after: int | None) -> dict[int, ExistingRow]:
    """The rows that a page lists; those in its range that it doesn't list are missing."""
    key_range = _range(reading, ids[0], ids[-1], after)
    listed = set(ids)
    known: dict[int, ExistingRow] = {}
    for rows in existing.rows_in_range(reading.resource, key_range, before=reading.row.started_at):
        known |= {key: rows.pop(key) for key in rows.keys() & listed}
        unlisted = [key for key, row in rows.items() if row.is_older and not row.is_gone]
        if unlisted:
            missing.record_missing(reading, unlisted)
    return known


def _range(reading: Reading, first: int, last: int, after: int | None) -> ExistingRange:
    """From the last id before these pages. A resumed pass begins one page back: ranges overlap."""
    return ExistingRange(reading.scope, None if after is None else min(after + 1, first), last)


def _last_id(pages: Sequence[_Prepared], after: int | None) -> int | None:
    ids = [page.ids[-1] for page in pages if page.ids]
    return max(ids if after is None else [after, *ids], default=None)


def _record_rows_after(reading: Reading, after: int | None) -> None:
    """Record as missing the rows beyond the last id that the remote listed."""
    rows = reading.resource.in_scope(reading.scope).stamped_before(reading.row.started_at)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    keys: Any = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH_SIZE)
    while batch := list(islice(keys, BATCH_SIZE)):
        missing.record_missing(reading, batch)
