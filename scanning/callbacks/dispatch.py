"""Gives each file with pending callbacks one job that applies them all."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from core.jobs import kinds, ledger
from core.jobs.doorbell import Doorbell
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from scanning.callbacks.processing import apply_deliveries
from scanning.models import Delivery

APPLY = "scanning.apply_delivery"
RETRY_AFTER = timedelta(seconds=60)
BATCH_SIZE = 500
# A commit waits for the disk, and callbacks that arrive meanwhile wait for the commit.
FILES_PER_COMMIT = 20
PAUSE_SECONDS = 0.002


def register_kinds() -> None:
    kinds.register(JobKind(APPLY, Queue.FAST, apply_deliveries, max_attempts=8))


def ring() -> None:
    """Have a thread of this process dispatch what has arrived. Returns at once, never fails."""
    _bell.ring()


def dispatch_pending() -> int:
    """Enqueue a job for each file with pending callbacks; returns the number of files.

    Safe to run concurrently. A callback that is still pending after RETRY_AFTER is dispatched
    again, because its job may have been lost.
    """
    waiting = Delivery.objects.awaiting_dispatch(RETRY_AFTER).order_by("id")
    by_file: dict[UUID, list[int]] = defaultdict(list)
    for delivery_id, file_id in waiting.values_list("pk", "file_id")[:BATCH_SIZE]:
        if file_id is not None:
            by_file[file_id].append(delivery_id)
    file_ids = list(by_file)
    for start in range(0, len(file_ids), FILES_PER_COMMIT):
        batch = file_ids[start : start + FILES_PER_COMMIT]
        _enqueue({file_id: by_file[file_id] for file_id in batch})
        time.sleep(PAUSE_SECONDS)
    return len(file_ids)


# What its thread leaves undone, the scheduler's tick dispatches.
_bell = Doorbell("callbacks", dispatch_pending, interval=0.05)


@transaction.atomic
def _enqueue(by_file: Mapping[UUID, Sequence[int]]) -> None:
    """Enqueue a job for each file and stamp its deliveries, in one commit."""
    for file_id in by_file:
        ledger.enqueue(
            kind=APPLY,
            title=f"Apply the callback of file {file_id}",
            args={"file_id": str(file_id)},
            key=f"{APPLY}:{file_id}",
        )
    dispatched = [delivery_id for delivery_ids in by_file.values() for delivery_id in delivery_ids]
    Delivery.objects.pending().filter(pk__in=dispatched).update(taken_up_at=Now())
