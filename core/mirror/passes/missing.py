"""Rows that a full pass did not see: recorded, weighed by the fuse, confirmed, marked gone."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.clients.errors import RemoteNotFoundError
from core.mirror import clock, store
from core.mirror.models import MissingRow
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_pages

FUSE_ROWS = 20
FUSE_SHARE = 0.05
MAX_BY_LIST = 10_000


def record_missing(reading: Reading, keys: Iterable[Any]) -> None:
    """Record rows that the remote's list did not contain."""
    MissingRow.objects.bulk_create(
        [MissingRow(mirror_pass=reading.row, remote_id=str(key)) for key in keys],
        ignore_conflicts=True,
    )


def reason_to_hold(reading: Reading, *, live_before: int) -> str:
    """Why a person must decide whether these rows are gone; "" when nobody needs to."""
    missing = reading.row.missing.count()
    if missing > max(FUSE_ROWS, int(live_before * FUSE_SHARE)):
        return f"{missing:,} of {live_before:,} rows would vanish."
    if missing and not reading.row.seen:
        return f"The remote suddenly lists nothing: all {missing:,} rows would vanish."
    return ""


def confirm_missing(reading: Reading) -> None:
    """Fetch each missing row by its id, and mark as gone what the remote doesn't have."""
    to_key = reading.resource.model._meta.pk.to_python
    size = reading.resource.ids_per_get or MAX_BY_LIST
    total = reading.row.missing.count()
    while batch := list(reading.row.missing.order_by("pk")[:size]):
        reading.row.gone += mark_absent_as_gone(reading, [to_key(row.remote_id) for row in batch])
        MissingRow.objects.filter(pk__in=[row.pk for row in batch]).delete()
        left = reading.row.missing.count()
        reading.progress(total - left, total, f"{reading.row.gone:,} gone")


def mark_absent_as_gone(reading: Reading, keys: Sequence[Any]) -> int:
    """Fetch these rows by id and mark as gone what the remote doesn't have; returns how many."""
    requested_at = clock.now()
    if not reading.resource.ids_per_get:
        present = _listed_keys(reading)
        absent = [key for key in keys if key not in present]
        return store.mark_gone(reading.resource, reading.scope, absent, requested_at=requested_at)
    try:
        reply = reading.fetch_by_ids(keys)
    except RemoteNotFoundError:
        if len(keys) > 1:
            # The remote answers 404 when one of the ids is unknown: fetch each alone.
            return sum(mark_absent_as_gone(reading, [key]) for key in keys)
        present = set()
    else:
        present = set(reading.store_rows(reply.rows, reply.requested_at))
    absent = [key for key in keys if key not in present]
    return store.mark_gone(reading.resource, reading.scope, absent, requested_at=requested_at)


def _listed_keys(reading: Reading) -> set[Any]:
    """Every key in the list now: the confirmation where there is no GET by ids."""
    keys: set[Any] = set()
    for page in fetch_pages(reading.fetch_page):
        reading.row.requests += 1
        keys.update(reading.store_rows(page.rows, page.requested_at))
        reading.progress(page.number, page.last, "Looking for what is missing")
    return keys
