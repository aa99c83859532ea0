"""Passes as background work: their job kinds, and the periodic tasks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings

from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from core.jobs.periodic import at_most_every
from core.jobs.running import RunningJob
from core.mirror import due_passes, services
from core.mirror.passes import run

# A pass ends itself at its deadline. One that hangs longer than this past it loses its job.
GRACE = timedelta(minutes=10)


def register_kinds() -> None:
    def register(name: str, run_pass: Callable[[RunningJob], None], **options: Any) -> None:
        deadline = timedelta(seconds=settings.SYNC_DEADLINE_SECONDS) + GRACE
        kinds.register(JobKind(name, run=run_pass, deadline=deadline, **options))

    register(services.FULL, run.run_full, queue=Queue.BULK, max_attempts=8)
    register(services.RELEASE, run.run_release, queue=Queue.BULK)
    register(services.HEAD, run.run_head, queue=Queue.BULK, max_attempts=3)
    register(services.HOT, run.run_hot, queue=Queue.FAST, max_attempts=3, is_routine=True)


@shared_task(name="mirror.tick")
@at_most_every(seconds=0.5)
def tick() -> None:
    """Enqueue the passes that are due. Two schedulers do no harm: a key is enqueued once."""
    due_passes.enqueue_due_passes()


@shared_task(name="mirror.prune")
def prune() -> None:
    """Delete the rows of passes that ended long ago."""
    services.delete_old_passes()
