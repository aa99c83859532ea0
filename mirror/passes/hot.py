"""The hot pass: rows in a state that isn't final, and parts that have moved, asked for by id."""

import heapq
from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db.models import Q, QuerySet

from clients.errors import RemoteError, Throttled, Unreachable
from mirror import clock
from mirror.models import PassState, SideDue
from mirror.passes import missing
from mirror.passes.reading import Reading
from mirror.passes.troubles import Troubles
from mirror.resources import Resource

OFTEN_FOR = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(minutes=10)
MOST_AT_ONCE = 200
# How long a side part that the remote failed to give is left alone: twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
MOST_FAILURES = 20


def due_keys(resource: Resource[Any], now: datetime | None = None) -> dict[str, list[Any]]:
    """Keys to ask for in this tick, by scope id: new rows each time, older ones ever more rarely.

    A row is due in every n-th tick by the clock, n a power of two that grows with the row's age, so
    nothing has to be remembered about it. Its key says in which, so that many rows of one age
    aren't all asked for in the same tick. Only lists that are there count, `MOST_AT_ONCE` of the
    moving rows, and as many side parts.
    """
    if resource.moving is None and not resource.side_field:
        return {}
    now = now or clock.now()
    live = {scope.id for scope in resource.scopes()}
    due: dict[str, dict[Any, None]] = defaultdict(dict)
    for scope, key in [*_moving(resource, live, now), *_sides(resource, live, now)]:
        due[scope][key] = None
    return {scope: list(keys) for scope, keys in due.items()}


def ask(reading: Reading, keys: Sequence[Any]) -> None:
    """Fetch these rows by id, a batch a request. Raises the first RemoteError, at the end.

    And Unreachable at once: it is most likely the host's, and costs a minute each time.
    """
    troubles = Troubles()
    asked = 0
    for batch in _batches(reading.resource, keys):
        _ask(reading, batch, troubles)
        asked += len(batch)
        reading.progress(asked, len(keys))
    troubles.tell()
    reading.end(PassState.DONE)


def _batches(resource: Resource[Any], keys: Sequence[Any]) -> list[Sequence[Any]]:
    """As many as a request may ask for; those that have failed before are asked for alone."""
    failed = set(_due_of(resource, keys).filter(failures__gt=0).values_list("remote_id", flat=True))
    alone = [[key] for key in keys if str(key) in failed]
    others = [key for key in keys if str(key) not in failed]
    size = resource.ids_per_get
    return [*(others[at : at + size] for at in range(0, len(others), size)), *alone]


def _ask(reading: Reading, batch: Sequence[Any], troubles: Troubles) -> None:
    due = _due_of(reading.resource, batch)
    try:
        reading.row.gone += missing.gone_of(reading, batch)
    except Throttled:
        raise
    except Unreachable:
        _put_off(due)
        raise
    except RemoteError as error:
        if len(batch) > 1:
            # It may be one object that spoils the answer for the others.
            for key in batch:
                _ask(reading, [key], troubles)
            return
        _put_off(due)
        troubles.failed(error)
    else:
        due.delete()
        troubles.went_well()


def _due_of(resource: Resource[Any], keys: Sequence[Any]) -> QuerySet[SideDue]:
    ids = [str(key) for key in keys]
    return SideDue.objects.filter(resource=resource.name, remote_id__in=ids)


def _put_off(due: QuerySet[SideDue]) -> None:
    for one in due:
        pause = min(FIRST_PAUSE * 2**one.failures, LONGEST_PAUSE)
        due.filter(pk=one.pk).update(
            due_at=clock.now() + pause, failures=min(one.failures + 1, MOST_FAILURES)
        )


def _moving(resource: Resource[Any], live: Set[str], now: datetime) -> list[tuple[str, Any]]:
    if resource.moving is None:
        return []
    tick = timedelta(seconds=settings.SYNC_HOT_EVERY_SECONDS)
    rows = resource.moving().values_list("pk", resource.scope_field or "pk", "fetched_at")
    due = (
        (str(scope) if resource.scope_field else "", key)
        for key, scope, fetched_at in rows.iterator()
        if _is_due(key, now, now - fetched_at, tick)
    )
    # Another order in each tick, so that none waits behind the same ones each time.
    number = now.timestamp() // tick.total_seconds()
    return heapq.nsmallest(
        MOST_AT_ONCE,
        (one for one in due if one[0] in live),
        key=lambda one: crc32(f"{number} {one[1]}".encode()),
    )


def _sides(resource: Resource[Any], live: Set[str], now: datetime) -> list[tuple[str, Any]]:
    if not resource.side_field:
        return []
    to_key = resource.model._meta.pk.to_python
    # Put off for longer than is ever done: by a clock that has been set back since.
    is_due = Q(due_at=None) | Q(due_at__lte=now) | Q(due_at__gt=now + LONGEST_PAUSE)
    rows = SideDue.objects.filter(is_due, resource=resource.name, scope__in=live)
    return [(row.scope, to_key(row.remote_id)) for row in rows.order_by("pk")[:MOST_AT_ONCE]]


def _is_due(key: Any, now: datetime, age: timedelta, tick: timedelta) -> bool:
    if age < OFTEN_FOR:
        return True
    longest_in_ticks = min(age / 10, LONGEST_INTERVAL) // tick
    every = 1 << max(longest_in_ticks.bit_length() - 1, 0)
    return (int(now.timestamp() // tick.total_seconds()) + crc32(str(key).encode())) % every == 0
