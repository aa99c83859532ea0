"""Reading a list that comes by ascending id: each page is compared with its own range of rows."""

from contextlib import suppress
from itertools import islice
from operator import lt
from typing import Any

from django.db.models import Q

from clients.console import Page
from mirror import clock, known
from mirror.fetching import pages
from mirror.known import Known, Range
from mirror.passes import missing
from mirror.passes.reading import Reading

CHUNK = 1000
_UNREADABLE = (LookupError, TypeError, ValueError)


class OutOfOrder(Exception):
    """The remote did not keep to the order that it documents."""


def read(reading: Reading) -> None:
    """Store every page and note the rows between its ids that it doesn't show. Flat memory.

    Raises OutOfOrder, after which what was noted means nothing.
    """
    first, after = reading.resume_at("after")
    last_known = known.last_key(reading.resource, reading.scope)
    for page in pages(reading.fetch_page, first=first):
        reading.row.requests += 1
        ids = _ids(reading, page)
        if last_known is None or (after is not None and after >= last_known):
            # Beyond all that the mirror knew, there is nothing to compare with.
            reading.store(page.rows, page.requested_at, {})
        elif ids:
            _compare(reading, page, ids, after)
        else:
            reading.store(page.rows, page.requested_at)
        if ids:
            after = ids[-1] if after is None else max(after, ids[-1])
        reading.advance(page, after=after)
    _note_the_rest(reading, after)


def _ids(reading: Reading, page: Page) -> list[int]:
    """The ids on a page, as far as they can be read. Raises OutOfOrder."""
    key_of = reading.resource.key_of
    try:
        ids: list[int] = [key_of(row) for row in page.rows]
    except _UNREADABLE:
        ids = []
        for row in page.rows:
            with suppress(*_UNREADABLE):
                ids.append(key_of(row))
    if not all(map(lt, ids, ids[1:])):
        raise OutOfOrder
    return ids


def _compare(reading: Reading, page: Page, ids: list[int], after: int | None) -> None:
    """Store a page; what the mirror has in its range, and the page hasn't, is missing."""
    # One page back after a crash, the ranges overlap: what was known then is asked for again.
    first = None if after is None else min(after + 1, ids[0])
    place = Range(reading.scope, first, ids[-1])
    if known.is_word_for_word(reading.resource, place, page.rows):
        reading.note_unchanged(page.rows)
        return
    shown = set(ids)
    there: dict[int, Known] = {}
    for rows in known.of_range(reading.resource, place, before=reading.row.started_at):
        there |= {key: rows.pop(key) for key in rows.keys() & shown}
        gone = [key for key, row in rows.items() if row.is_older and not row.is_gone]
        if gone:
            missing.note(reading, gone)
    reading.store(page.rows, page.requested_at, there)


def _note_the_rest(reading: Reading, after: int | None) -> None:
    """Rows beyond the last id that the remote listed."""
    older = Q(fetched_at__lt=reading.row.started_at) | clock.from_the_future()
    rows = reading.resource.in_scope(reading.scope).filter(older)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    keys: Any = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        missing.note(reading, chunk)
