"""A job in the hands of the worker that claimed it."""

import time
from typing import Any

from django.db.models.functions import Now

from jobs import leases
from jobs.models import Job, State
from jobs.outcomes import Cancelled, LeaseLost

SAVE_EVERY_SECONDS = 1.0


class Running:
    """What a kind's `run` works with: the arguments, the cursor of the last crash, the progress.

    Progress and cursor are written at most once a second, so that the ledger costs a pass nothing:
    after a crash a job goes on at most a second back.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.args: dict[str, Any] = job.args
        self.cursor: dict[str, Any] = job.cursor
        self._saved_at = time.monotonic()

    def progress(
        self,
        done: int,
        total: int | None = None,
        note: str = "",
        *,
        cursor: dict[str, Any] | None = None,
    ) -> None:
        """Say how far the work is; raises Cancelled or LeaseLost when it must stop."""
        self.job.progress_done = done
        self.job.progress_total = total
        self.job.progress_note = note[:200]
        if cursor is not None:
            self.cursor = cursor
        if time.monotonic() - self._saved_at >= SAVE_EVERY_SECONDS:
            self.save()

    def save(self) -> None:
        """Write progress and cursor now, and renew the lease."""
        held = Job.objects.filter(pk=self.job.pk, claim=self.job.claim, state=State.RUNNING)
        if not held.update(
            lease_until=Now() + leases.length(),
            cursor=self.cursor,
            progress_done=self.job.progress_done,
            progress_total=self.job.progress_total,
            progress_note=self.job.progress_note,
        ):
            raise LeaseLost
        if held.filter(cancel_requested=True).exists():
            raise Cancelled
        self._saved_at = time.monotonic()
