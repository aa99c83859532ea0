"""The queue is the rows themselves: due when `due_at` has passed, claimed by moving it ahead.

A claim is one conditional UPDATE, so no two threads get the same row, and a row whose worker
died comes due again by itself.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, Min, Model, Q

from engine.clock import now

M = TypeVar("M", bound=Model)

ALL_ROWS = Q()
LEASE = timedelta(minutes=15)


def claim(model: type[M], where: Q = ALL_ROWS, lease: timedelta = LEASE) -> M | None:
    """Claim the row that has been due longest, or None."""
    rows: Any = model._default_manager
    while True:
        moment = now()
        row = rows.filter(where, due_at__lte=moment).order_by("due_at").first()
        if row is None:
            return None
        until = moment + lease
        won = rows.filter(pk=row.pk, due_at=row.due_at).update(
            due_at=until, attempts=F("attempts") + 1
        )
        if won:
            row.due_at, row.attempts = until, row.attempts + 1
            return row  # type: ignore[no-any-return]


def next_due(model: type[Model], where: Q = ALL_ROWS) -> datetime | None:
    """When the next row comes due; None when no row waits."""
    rows: Any = model._default_manager
    due_at: datetime | None = rows.filter(where, due_at__isnull=False).aggregate(Min("due_at"))[
        "due_at__min"
    ]
    return due_at


def release_leases(model: type[Model]) -> None:
    """Make every leased row due at once. Only the holder of the worker's lock may call it."""
    rows: Any = model._default_manager
    rows.filter(due_at__gt=now(), attempts__gt=0).update(due_at=now())
