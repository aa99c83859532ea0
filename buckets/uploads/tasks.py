"""Uploads as background work."""

from datetime import timedelta

from celery import shared_task

from buckets.uploads import sending
from buckets.uploads.queueing import KIND
from buckets.uploads.tidy import tidy
from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Queue

LONGEST = timedelta(hours=6)


def register_kinds() -> None:
    kinds.register(Kind(KIND, Queue.BULK, sending.run, max_attempts=8, deadline=LONGEST))


@shared_task(name="buckets.tidy_uploads")
def tidy_uploads() -> None:
    """The clock's tick."""
    tidy()
