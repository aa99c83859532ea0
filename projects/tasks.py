"""Projects' statistics as background work."""

from celery import shared_task

from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from projects import statistics


def register_kinds() -> None:
    kinds.register(JobKind(statistics.KIND, Queue.BULK, statistics.run))


@shared_task(name="projects.tick")
def tick() -> None:
    """Have the statistics read. Two schedulers do no harm: the job is enqueued once."""
    statistics.request_read()
