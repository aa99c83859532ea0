"""The hot pass: fetches by id rows in a state that isn't final, and side parts that changed."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db.models import Q, QuerySet

from core.clients.errors import RemoteError, RemoteUnreachableError, ThrottledError
from core.mirror import clock
from core.mirror.models import PassState, SideDue
from core.mirror.passes import missing
from core.mirror.passes.failures import FailureTally
from core.mirror.passes.reading import Reading
from core.mirror.resources import Resource

ALWAYS_DUE_FOR = timedelta(minutes=1)
MAX_INTERVAL = timedelta(minutes=10)
MAX_ROWS = 200
# Rows that are due in every fourth tick or more rarely are fetched in the same ones, together.
SHARED_FROM, SHARED_TICKS = 4, 4
# When a side part that could not be fetched is tried again: twice as long after each failure.
FIRST_RETRY_AFTER, MAX_RETRY_AFTER = timedelta(seconds=10), timedelta(hours=1)
MAX_FAILURES = 20


def due_keys(resource: Resource[Any], now: datetime | None = None) -> dict[str, list[Any]]:
    """Keys to fetch in this tick, by scope id: new rows in each tick, older ones ever more rarely.

    A row is due in every n-th tick of the clock, n a power of two that grows with the row's age, so
    nothing is stored about it. A hash of its key tells in which one, so that rows of the same age
    are spread over the ticks. Those that are due in every `SHARED_FROM`th tick or more rarely share
    one tick in `SHARED_TICKS`, and in the others nobody reads or fetches them: an account may have
    thousands that never come to an end. Returned are, of lists whose parent is live, at most
    `MAX_ROWS` moving rows and as many side parts; of those that share a tick, so many times more.
    """
    if resource.moving is None and not resource.side_field:
        return {}
    now = now or clock.now()
    live = {scope.id for scope in resource.scopes()}
    due: dict[str, dict[Any, None]] = defaultdict(dict)
    for scope_id, key in [*_due_rows(resource, live, now), *_due_sides(resource, live, now)]:
        due[scope_id][key] = None
    return {scope_id: list(keys) for scope_id, keys in due.items()}


def is_any_due(resource: Resource[Any], live: Set[str]) -> bool:
    """Whether `due_keys` has any now, with what it reads only up to the first; `live` are ids."""
    now = clock.now()
    return (
        any(_fresh_due(resource, live, now))
        or any(_old_due(resource, live, now))
        or _sides_due(resource, live, now).exists()
    )


def fetch_rows(reading: Reading, keys: Sequence[Any]) -> None:
    """Fetch these rows by id, a batch a request. Raises the first RemoteError, at the end.

    Raises RemoteUnreachableError at once: it is most likely the host's, and each costs a minute.
    """
    failures = FailureTally()
    fetched = 0
    for batch in _batches(reading.resource, keys):
        _fetch_batch(reading, batch, failures)
        fetched += len(batch)
        reading.progress(fetched, len(keys))
    failures.raise_first()
    reading.end(PassState.DONE)


def _batches(resource: Resource[Any], keys: Sequence[Any]) -> list[Sequence[Any]]:
    """As many as a request may name; those that have failed before are fetched alone."""
    failed = set(
        _sides_due_of(resource, keys).filter(failures__gt=0).values_list("remote_id", flat=True)
    )
    alone = [[key] for key in keys if str(key) in failed]
    others = [key for key in keys if str(key) not in failed]
    size = resource.ids_per_get
    return [*(others[at : at + size] for at in range(0, len(others), size)), *alone]


def _fetch_batch(reading: Reading, batch: Sequence[Any], failures: FailureTally) -> None:
    due = _sides_due_of(reading.resource, batch)
    try:
        reading.row.gone += missing.mark_absent_as_gone(reading, batch)
    except ThrottledError:
        raise
    except RemoteUnreachableError:
        _postpone(due)
        raise
    except RemoteError as error:
        if len(batch) > 1:
            # One object may make the remote fail for all.
            for key in batch:
                _fetch_batch(reading, [key], failures)
            return
        _postpone(due)
        failures.record_failure(error)
    else:
        due.delete()
        failures.record_success()


def _sides_due_of(resource: Resource[Any], keys: Sequence[Any]) -> QuerySet[SideDue]:
    ids = [str(key) for key in keys]
    return SideDue.objects.filter(resource=resource.name, remote_id__in=ids)


def _postpone(due: QuerySet[SideDue]) -> None:
    for side in due:
        wait = min(FIRST_RETRY_AFTER * 2**side.failures, MAX_RETRY_AFTER)
        due.filter(pk=side.pk).update(
            due_at=clock.now() + wait, failures=min(side.failures + 1, MAX_FAILURES)
        )


def _due_rows(resource: Resource[Any], live: Set[str], now: datetime) -> list[tuple[str, Any]]:
    tick_number, _ = _tick_of(now)

    def place(due_row: tuple[str, Any]) -> int:
        """Another one in each tick, so that the limit leaves out others each time.

        The key stands first: a number of the tick before it would move all keys alike.
        """
        return crc32(f"{due_row[1]} {tick_number}".encode())

    return [
        *heapq.nsmallest(MAX_ROWS, _fresh_due(resource, live, now), key=place),
        *heapq.nsmallest(SHARED_TICKS * MAX_ROWS, _old_due(resource, live, now), key=place),
    ]


def _fresh_due(resource: Resource[Any], live: Set[str], now: datetime) -> Iterator[tuple[str, Any]]:
    """Scope id and key of each due row of those that don't share a tick."""
    if resource.moving is None:
        return
    tick_number, tick = _tick_of(now)
    rows = resource.moving()
    if _may_share(tick):
        rows = rows.filter(fetched_at__gt=now - _shared_age(tick))
    for scope_id, key, age in _ages(resource, rows, now):
        is_due = age < ALWAYS_DUE_FOR or (tick_number + _hash(key)) % _every(age, tick) == 0
        if is_due and scope_id in live:
            yield scope_id, key


def _old_due(resource: Resource[Any], live: Set[str], now: datetime) -> Iterator[tuple[str, Any]]:
    """Scope id and key of each due row of those that share a tick; none in the other ticks."""
    tick_number, tick = _tick_of(now)
    if resource.moving is None or not _may_share(tick) or tick_number % SHARED_TICKS:
        return
    rows = resource.moving().filter(fetched_at__lte=now - _shared_age(tick))
    for scope_id, key, age in _ages(resource, rows, now):
        turns = _every(age, tick) // SHARED_TICKS
        if (tick_number // SHARED_TICKS + _hash(key)) % turns == 0 and scope_id in live:
            yield scope_id, key


def _ages(
    resource: Resource[Any], rows: QuerySet[Any], now: datetime
) -> Iterator[tuple[str, Any, timedelta]]:
    # Without the order, SQLite reads the whole table by another index than that of moving rows.
    columns = rows.order_by("pk").values_list("pk", resource.scope_field or "pk", "fetched_at")
    for key, scope_id, fetched_at in columns.iterator(chunk_size=MAX_ROWS):
        yield str(scope_id) if resource.scope_field else "", key, now - fetched_at


def _tick_of(now: datetime) -> tuple[int, timedelta]:
    """The number of the clock's tick, and how long one is."""
    tick = timedelta(seconds=settings.SYNC_HOT_EVERY_SECONDS)
    return int(now.timestamp() // tick.total_seconds()), tick


def _may_share(tick: timedelta) -> bool:
    """Whether ticks are short enough for a row to be due that rarely."""
    return tick * SHARED_FROM <= MAX_INTERVAL


def _shared_age(tick: timedelta) -> timedelta:
    """From which age on rows share ticks."""
    return max(10 * SHARED_FROM * tick, ALWAYS_DUE_FOR)


def _hash(key: Any) -> int:
    return crc32(str(key).encode())


def _due_sides(resource: Resource[Any], live: Set[str], now: datetime) -> list[tuple[str, Any]]:
    to_key = resource.model._meta.pk.to_python
    rows = _sides_due(resource, live, now).order_by("pk")[:MAX_ROWS]
    return [(row.scope, to_key(row.remote_id)) for row in rows]


def _sides_due(resource: Resource[Any], live: Set[str], now: datetime) -> QuerySet[SideDue]:
    if not resource.side_field:
        return SideDue.objects.none()
    # A time further ahead than any retry was written before the clock was set back: it is due.
    is_due = Q(due_at=None) | Q(due_at__lte=now) | Q(due_at__gt=now + MAX_RETRY_AFTER)
    return SideDue.objects.filter(is_due, resource=resource.name, scope__in=live)


def _every(age: timedelta, tick: timedelta) -> int:
    """In every how many ticks a row is due: a power of two that grows with its age."""
    longest_in_ticks = min(age / 10, MAX_INTERVAL) // tick
    return 1 << max(longest_in_ticks.bit_length() - 1, 0)
