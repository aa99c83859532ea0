"""Callbacks as background work."""

from celery import current_app, shared_task

from jobs import kinds, ticks
from jobs.kinds import Kind
from jobs.models import Queue
from scanning.callbacks.applying import apply_deliveries
from scanning.callbacks.retention import forget_old
from scanning.callbacks.taking_up import APPLY, take_up

TICK_SECONDS = 2.0
FORGET_SECONDS = 3600.0


def register_kinds() -> None:
    kinds.register(Kind(APPLY, Queue.FAST, apply_deliveries, max_attempts=8))


def schedule() -> None:
    """The net: what a web process kept and could not hand on before it died."""
    for name, seconds in (
        ("scanning.take_up_deliveries", TICK_SECONDS),
        ("scanning.forget_deliveries", FORGET_SECONDS),
    ):
        task = current_app.signature(name, options=ticks.options(seconds))
        current_app.add_periodic_task(ticks.every(seconds), task, name=name)


@shared_task(name="scanning.take_up_deliveries")
@ticks.at_most_every(seconds=0.5)
def take_up_deliveries() -> None:
    take_up()


@shared_task(name="scanning.forget_deliveries")
def forget_deliveries() -> None:
    forget_old()
