"""What a full pass did not meet: noted, weighed by the fuse, confirmed by GET, marked as gone."""

from collections.abc import Iterable, Sequence
from typing import Any

from clients.errors import NotThere
from mirror import clock, store
from mirror.fetching import pages
from mirror.models import MissingRow
from mirror.passes.reading import Reading

FUSE_ROWS = 20
FUSE_SHARE = 0.05
MOST_BY_LIST = 10_000


def note(reading: Reading, keys: Iterable[Any]) -> None:
    """Remember rows that the remote's list should have shown."""
    MissingRow.objects.bulk_create(
        [MissingRow(mirror_pass=reading.row, remote_id=str(key)) for key in keys],
        ignore_conflicts=True,
    )


def blows_the_fuse(reading: Reading, *, live_before: int) -> str:
    """Why a person must decide whether these rows are gone; "" when nobody needs to."""
    missing = reading.row.missing.count()
    if missing > max(FUSE_ROWS, int(live_before * FUSE_SHARE)):
        return f"{missing:,} of {live_before:,} rows would vanish."
    if missing and not reading.row.seen:
        return f"The remote suddenly lists nothing: all {missing:,} rows would vanish."
    return ""


def confirm(reading: Reading) -> None:
    """Ask for each missing row by its id, and mark as gone what isn't there."""
    to_key = reading.resource.model._meta.pk.to_python
    size = reading.resource.ids_per_get or MOST_BY_LIST
    total = reading.row.missing.count()
    while batch := list(reading.row.missing.order_by("pk")[:size]):
        reading.row.gone += gone_of(reading, [to_key(one.remote_id) for one in batch])
        MissingRow.objects.filter(pk__in=[one.pk for one in batch]).delete()
        left = reading.row.missing.count()
        reading.progress(total - left, total, f"{reading.row.gone:,} gone")


def gone_of(reading: Reading, keys: Sequence[Any]) -> int:
    """Fetch these rows by id; what isn't there is marked as gone. Returns how many."""
    asked_at = clock.now()
    if not reading.resource.ids_per_get:
        there = _listed(reading)
        absent = [key for key in keys if key not in there]
        return store.mark_gone(reading.resource, reading.scope, absent, requested_at=asked_at)
    try:
        found = reading.fetch_by_ids(keys)
    except NotThere:
        if len(keys) > 1:
            # One unknown id may hide the others: ask for each alone.
            return sum(gone_of(reading, [key]) for key in keys)
        there = set()
    else:
        there = set(reading.store(found.rows, found.requested_at))
    absent = [key for key in keys if key not in there]
    return store.mark_gone(reading.resource, reading.scope, absent, requested_at=asked_at)


def _listed(reading: Reading) -> set[Any]:
    """Every key that the list shows now: the confirmation where there is no GET by ids."""
    there: set[Any] = set()
    for page in pages(reading.fetch_page):
        reading.row.requests += 1
        there.update(reading.store(page.rows, page.requested_at))
        reading.progress(page.number, page.last, "Looking for what is missing")
    return there
