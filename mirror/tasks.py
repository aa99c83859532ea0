"""Passes as background work."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings

from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Queue
from jobs.running import Running
from jobs.ticks import at_most_every
from mirror import passes, services

# A pass ends by itself at its deadline; one that hangs past it loses its job to another worker.
GRACE = timedelta(minutes=10)


def register_kinds() -> None:
    def register(name: str, run: Callable[[Running], None], **options: Any) -> None:
        deadline = timedelta(seconds=settings.SYNC_DEADLINE_SECONDS) + GRACE
        kinds.register(Kind(name, run=run, deadline=deadline, **options))

    register(services.FULL, passes.run_full, queue=Queue.BULK, max_attempts=8)
    register(services.RELEASE, passes.run_release, queue=Queue.BULK)
    register(services.HEAD, passes.run_head, queue=Queue.BULK, max_attempts=3)
    register(services.HOT, passes.run_hot, queue=Queue.FAST, max_attempts=3, is_routine=True)


@shared_task(name="mirror.tick")
@at_most_every(seconds=0.5)
def tick() -> None:
    """Enqueue the passes that are due. Two schedulers do no harm: a key is enqueued once."""
    services.enqueue_due_passes()


@shared_task(name="mirror.prune")
def prune() -> None:
    """Forget the books of passes that ended long ago."""
    services.forget_old_passes()
