"""The hot pass: rows in a state that isn't final, and parts that have moved, asked for by id."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings

from mirror import clock
from mirror.models import PassState, SideDue
from mirror.passes import missing
from mirror.passes.reading import Reading
from mirror.resources import Resource

OFTEN_FOR = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(minutes=10)
MOST_AT_ONCE = 200


def due_keys(resource: Resource[Any], now: datetime | None = None) -> dict[str, list[Any]]:
    """Keys to ask for in this tick, by scope id: new rows each time, older ones ever more rarely.

    A row is due in every n-th tick by the clock, n a power of two that grows with the row's age, so
    nothing has to be remembered about it. Its key says in which, so that many rows of one age
    aren't all asked for in the same tick.
    """
    due: dict[str, list[Any]] = defaultdict(list)
    for scope, key in [*_moving(resource, now or clock.now()), *_sides(resource)]:
        if key not in due[scope]:
            due[scope].append(key)
    return due


def ask(reading: Reading, keys: Sequence[Any]) -> None:
    """Fetch these rows by id, a batch a request."""
    size = reading.resource.ids_per_get
    for at in range(0, len(keys), size):
        batch = keys[at : at + size]
        reading.row.gone += missing.gone_of(reading, batch)
        SideDue.objects.filter(
            resource=reading.resource.name, remote_id__in=[str(key) for key in batch]
        ).delete()
        reading.progress(at + len(batch), len(keys))
    reading.end(PassState.DONE)


def _moving(resource: Resource[Any], now: datetime) -> list[tuple[str, Any]]:
    if resource.moving is None:
        return []
    tick = timedelta(seconds=settings.SYNC_HOT_EVERY_SECONDS)
    rows = resource.moving().values_list("pk", resource.scope_field or "pk", "fetched_at")
    return [
        (str(scope) if resource.scope_field else "", key)
        for key, scope, fetched_at in rows
        if _is_due(key, now, now - fetched_at, tick)
    ]


def _sides(resource: Resource[Any]) -> list[tuple[str, Any]]:
    to_key = resource.model._meta.pk.to_python
    rows = SideDue.objects.filter(resource=resource.name).order_by("pk")[:MOST_AT_ONCE]
    return [(row.scope, to_key(row.remote_id)) for row in rows]


def _is_due(key: Any, now: datetime, age: timedelta, tick: timedelta) -> bool:
    if age < OFTEN_FOR:
        return True
    longest_in_ticks = min(age / 10, LONGEST_INTERVAL) // tick
    every = 1 << max(longest_in_ticks.bit_length() - 1, 0)
    return (int(now.timestamp() // tick.total_seconds()) + crc32(str(key).encode())) % every == 0
