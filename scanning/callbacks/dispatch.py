"""Sees that each container with pending callbacks has a job that applies them."""

import threading
from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from core.jobs import kinds, ledger
from core.jobs.doorbell import Doorbell
from core.jobs.kinds import JobKind
from core.jobs.models import Job, JobState, Queue
from scanning.callbacks.applying import apply_deliveries
from scanning.models import Delivery

APPLY = "scanning.apply_delivery"
_rung: set[int | None] = set()
_lock = threading.Lock()


def register_kinds() -> None:
    kinds.register(JobKind(APPLY, Queue.FAST, apply_deliveries, max_attempts=8, is_routine=True))


def ring(container_id: int | None) -> None:
    """Have a thread of this process see to a container's job. Returns at once, never fails."""
    with _lock:
        _rung.add(container_id)
    _bell.ring()


def dispatch_pending() -> int:
    """Enqueue a job for each container that has pending callbacks and none; returns how many.

    For those whose process died before it had rung, or whose job was lost. Safe to run
    concurrently.
    """
    waiting = Delivery.objects.pending().order_by().values_list("container_id", flat=True)
    containers = set(waiting.distinct())
    busy = Job.objects.unfinished().filter(key__in=[_key(one) for one in containers])
    keys = set(busy.values_list("key", flat=True))
    idle = [one for one in containers if _key(one) not in keys]
    _enqueue(idle)
    return len(idle)


def _dispatch_rung() -> None:
    with _lock:
        containers = list(_rung)
        _rung.clear()
    pending = Delivery.objects.pending()
    # A job that is about to start sees all that is stored by now. Only looked at, so that no
    # callback waits for this thread's writing.
    keys = [_key(one) for one in containers]
    due = Job.objects.filter(key__in=keys, state=JobState.QUEUED, cancel_requested=False)
    starting = set(due.filter(run_after__lte=Now()).values_list("key", flat=True))
    jobless = [
        one
        for one in containers
        if _key(one) not in starting and pending.filter(container_id=one).exists()
    ]
    if jobless:
        _enqueue(jobless)


# What its thread leaves undone, the scheduler's tick dispatches.
_bell = Doorbell("callbacks", _dispatch_rung, interval=0.05)


@transaction.atomic
def _enqueue(containers: Iterable[int | None]) -> None:
    for container_id in containers:
        where = "of no container" if container_id is None else f"of container {container_id}"
        ledger.enqueue(
            kind=APPLY,
            title=f"Apply callbacks {where}",
            args={"container_id": container_id},
            key=_key(container_id),
            hasten=True,
        )


def _key(container_id: int | None) -> str:
    return f"{APPLY}:{container_id}"
