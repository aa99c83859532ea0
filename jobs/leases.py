"""Keeps a job's lease while its worker lives, however long one step of the work takes."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from jobs.models import Job, State

log = logging.getLogger(__name__)


def length() -> timedelta:
    """How long after its worker's death a job is taken over by another."""
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


@contextmanager
def kept(job: Job, *, deadline: timedelta) -> Iterator[None]:
    """Renew the lease from a thread until the block ends; not for longer than `deadline`.

    A worker that hangs past it loses the job, and learns so at its next sign of progress.
    """
    over = threading.Event()
    thread = threading.Thread(
        target=_keep, args=(job, over, time.monotonic() + deadline.total_seconds()), daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()


def _keep(job: Job, over: threading.Event, deadline: float) -> None:
    try:
        while not over.wait(settings.JOBS_LEASE_SECONDS / 3) and time.monotonic() < deadline:
            try:
                held = Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)
                if not held.update(lease_until=Now() + length()):
                    return
            except DatabaseError as error:
                log.warning("lease of job %s not renewed: %s", job.pk, error)
                connection.close()
    finally:
        connection.close()
