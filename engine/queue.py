"""The queue is the rows themselves: due when `due_at` has come, claimed by pushing it ahead.

A claim is one conditional UPDATE, so no two threads get the same row, and a row whose worker
died comes due again by itself.
"""

from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import F, Model, Q

from engine.clock import now

M = TypeVar("M", bound=Model)

ANY = Q()
LEASE = timedelta(minutes=15)


def claim(model: type[M], where: Q = ANY, lease: timedelta = LEASE) -> M | None:
    """The row that has been due longest, leased to the caller, or None."""
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


def free_all(model: type[Model]) -> None:
    """Make every lease due at once; right only for who holds the worker's lock."""
    rows: Any = model._default_manager
    rows.filter(due_at__gt=now(), attempts__gt=0).update(due_at=now())
