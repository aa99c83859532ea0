"""Workers and the scheduler beat while they live; `/readyz` reads it."""

import threading

from celery.signals import beat_init, worker_ready
from celery.worker.consumer import Consumer

from jobs import heartbeats

SCHEDULER = "scheduler"

_beating: dict[str, threading.Thread] = {}


@worker_ready.connect
def _worker_is_ready(sender: Consumer, **kwargs: object) -> None:
    """One beat a queue, so that a worker of several queues counts for each."""
    for queue in sender.app.amqp.queues.consume_from:
        _beat(queue)


@beat_init.connect
def _scheduler_is_ready(sender: object, **kwargs: object) -> None:
    _beat(SCHEDULER)


def _beat(name: str) -> None:
    if name not in _beating:
        _beating[name] = heartbeats.start(name)
