"""A claimed job in the hands of its worker: its lease, its progress, and how a run can end early.

A run that returns is done; one that raises anything but the outcomes below is tried again.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models.functions import Now

from core.clients.errors import RemoteError
from core.jobs.models import Job, lease_length

SAVE_EVERY_SECONDS = 1.0
# Failures outside the portal's code (a full disk, a lost server, the remote): logged without a
# traceback.
EXTERNAL_ERRORS = (RemoteError, OperationalError, InterfaceError)

log = logging.getLogger(__name__)


class JobCancelledError(Exception):
    """A person asked for the job to stop."""


class LeaseLostError(Exception):
    """Another worker has taken the job over: this one must leave it alone."""


class JobFailedError(Exception):
    """Trying again would not help. The message is for the person who reads the job's page."""


class RetryLaterError(Exception):
    """Not now. The attempt doesn't count; the message says what is being waited for."""

    def __init__(self, message: str, *, after: timedelta) -> None:
        super().__init__(message)
        self.after = after


class RunningJob:
    """What a kind's `run` works with: the arguments, the cursor of the last crash, the progress.

    Progress and cursor are written at most once a second, so that the ledger costs a pass nothing:
    after a crash a job goes on at most a second back.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.args: dict[str, Any] = job.args
        self.cursor: dict[str, Any] = job.cursor
        self._saved_at = time.monotonic()

    def report_progress(
        self,
        done: int,
        total: int | None = None,
        note: str = "",
        *,
        cursor: dict[str, Any] | None = None,
    ) -> None:
        """Say how far the work is; raises JobCancelledError or LeaseLostError when it must stop."""
        self.job.progress_done = done
        self.job.progress_total = total
        self.job.progress_note = note[:200]
        if cursor is not None:
            self.cursor = cursor
        if time.monotonic() - self._saved_at >= SAVE_EVERY_SECONDS:
            self.save()

    def save(self) -> None:
        """Write progress and cursor now, and renew the lease.

        Raises JobCancelledError and LeaseLostError.
        """
        held = Job.objects.claimed_as(self.job)
        if not held.update(
            lease_until=Now() + lease_length(),
            cursor=self.cursor,
            progress_done=self.job.progress_done,
            progress_total=self.job.progress_total,
            progress_note=self.job.progress_note,
        ):
            raise LeaseLostError
        if held.filter(cancel_requested=True).exists():
            raise JobCancelledError
        self._saved_at = time.monotonic()


class ProgressThread:
    """Writes `done` of `total` once a second while the job's own thread waits for the network."""

    def __init__(self, running: RunningJob, total: int | None) -> None:
        self.done = 0
        self.note = ""
        self._running = running
        self._total = total
        self._stop: JobCancelledError | LeaseLostError | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-progress", daemon=True)

    def __enter__(self) -> "ProgressThread":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._set_progress()

    def check(self) -> None:
        """Raises JobCancelledError or LeaseLostError when the last write found one."""
        if self._stop:
            raise self._stop

    def _run(self) -> None:
        try:
            while not self._ended.wait(SAVE_EVERY_SECONDS):
                self._save()
        finally:
            connection.close()

    def _save(self) -> None:
        try:
            self._set_progress()
            self._running.save()
        except (JobCancelledError, LeaseLostError) as stop:
            self._stop = stop
        except DatabaseError as error:
            log.warning("progress not written: %s", error)
            connection.close()

    def _set_progress(self) -> None:
        job = self._running.job
        job.progress_done, job.progress_total, job.progress_note = self.done, self._total, self.note


@contextmanager
def lease_renewed(job: Job, *, deadline: timedelta) -> Iterator[None]:
    """Renew the lease from a thread until the block ends; not for longer than `deadline`.

    A worker that hangs past it loses the job, and learns so at its next sign of progress.
    """
    ended = threading.Event()
    thread = threading.Thread(
        target=_renew_until,
        args=(ended, job, time.monotonic() + deadline.total_seconds()),
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()


def describe_error(error: Exception) -> str:
    """What went wrong with a job, as one line for its page and for the log."""
    lines = str(error).strip().splitlines()
    first = lines[0] if lines else type(error).__name__
    if isinstance(error, RemoteError):
        return first
    if isinstance(error, (OperationalError, InterfaceError)):
        return f"The database failed: {first}."
    return f"{type(error).__name__}: {error}"


def _renew_until(ended: threading.Event, job: Job, deadline: float) -> None:
    try:
        while not ended.wait(settings.JOBS_LEASE_SECONDS / 3) and time.monotonic() < deadline:
            try:
                if not Job.objects.claimed_as(job).update(lease_until=Now() + lease_length()):
                    return
            except DatabaseError as error:
                log.warning("lease of job %s not renewed: %s", job.pk, error)
                connection.close()
    finally:
        connection.close()
