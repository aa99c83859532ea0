"""Projects' histories as background work."""

from celery import shared_task

from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Queue
from projects import histories


def register_kinds() -> None:
    kinds.register(Kind(histories.KIND, Queue.BULK, histories.run))


@shared_task(name="projects.tick")
def tick() -> None:
    """Have the histories read. Two schedulers do no harm: the job is enqueued once."""
    histories.request()
