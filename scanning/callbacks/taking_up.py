"""From callbacks that wait to jobs that apply them: one job a file, however many callbacks."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from jobs import ledger
from scanning.models import Delivery

APPLY = "scanning.apply_delivery"
AGAIN_AFTER = timedelta(seconds=60)
MOST_AT_ONCE = 500
# A commit waits for the disk, and callbacks that arrive meanwhile wait for the commit.
FILES_A_COMMIT = 20
PAUSE_SECONDS = 0.002


def take_up() -> int:
    """Give the file of each waiting callback a job; returns how many files. May run twice at once.

    A callback that still waits after a minute is taken up again: its job may have been lost.
    """
    waiting = Delivery.objects.not_taken_up(AGAIN_AFTER).order_by("id")
    by_file: dict[UUID, list[int]] = defaultdict(list)
    for delivery_id, file_id in waiting.values_list("pk", "file_id")[:MOST_AT_ONCE]:
        if file_id is not None:
            by_file[file_id].append(delivery_id)
    files = list(by_file)
    for at in range(0, len(files), FILES_A_COMMIT):
        _enqueue({file_id: by_file[file_id] for file_id in files[at : at + FILES_A_COMMIT]})
        time.sleep(PAUSE_SECONDS)
    return len(files)


@transaction.atomic
def _enqueue(by_file: Mapping[UUID, Sequence[int]]) -> None:
    """A job for each file, and the note that it is there, in one commit."""
    for file_id in by_file:
        ledger.enqueue(
            kind=APPLY,
            title=f"Apply the callback of file {file_id}",
            args={"file_id": str(file_id)},
            key=f"{APPLY}:{file_id}",
        )
    taken_up = [delivery_id for delivery_ids in by_file.values() for delivery_id in delivery_ids]
    Delivery.objects.pending().filter(pk__in=taken_up).update(taken_up_at=Now())
