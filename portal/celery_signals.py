"""Heartbeats of workers and of the scheduler, which `/readyz` checks."""

import threading

from celery.signals import beat_init, worker_ready
from celery.worker.consumer import Consumer

from core.jobs import heartbeats

SCHEDULER = "scheduler"

_threads: dict[str, threading.Thread] = {}


@worker_ready.connect
def _worker_is_ready(sender: Consumer, **kwargs: object) -> None:
    """One heartbeat for each queue of the worker."""
    for queue in sender.app.amqp.queues.consume_from:
        _start_heartbeat(queue)


@beat_init.connect
def _scheduler_is_ready(sender: object, **kwargs: object) -> None:
    _start_heartbeat(SCHEDULER)


def _start_heartbeat(name: str) -> None:
    if name not in _threads:
        _threads[name] = heartbeats.start_beating(name)
