"""Uploads as background work."""

from datetime import timedelta

from celery import shared_task

from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from core.uploads import copies, sending, transitions

DEADLINE = timedelta(hours=6)


def register_kinds() -> None:
    kinds.register(
        JobKind(sending.KIND, Queue.BULK, sending.run, max_attempts=8, deadline=DEADLINE)
    )
    kinds.register(JobKind(copies.KIND, Queue.BULK, copies.run, max_attempts=20))


@shared_task(name="buckets.tidy_uploads")
def tidy_uploads() -> None:
    """Run by beat: end abandoned uploads and free the disk."""
    transitions.tidy()
