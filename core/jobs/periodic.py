"""Schedules and limits of periodic tasks, by a clock that can't be set back."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from celery.schedules import schedule

# Hosts' clocks may differ: with a shorter expiry a worker that is an hour ahead drops all messages.
MIN_EXPIRES_SECONDS = 2 * 3600

_STARTED_AT = datetime.now(UTC)
_STARTED = time.monotonic()


def steady_schedule(seconds: float) -> schedule:
    """For Celery's scheduler; its own schedule waits an hour when the clock is set back by one."""
    return schedule(timedelta(seconds=seconds), nowfun=_steady_now)


def message_options(seconds: float) -> dict[str, Any]:
    """Options of a periodic message. One that nobody took expires: the next one says the same."""
    return {"queue": "fast", "expires": max(MIN_EXPIRES_SECONDS, 2 * seconds)}


def at_most_every(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Call the task at most once in `seconds` in this process; calls that come sooner do nothing.

    For messages that pile up while there is no worker.
    """

    def limit(task: Callable[[], None]) -> Callable[[], None]:
        lock = threading.Lock()
        called_at = -seconds

        @wraps(task)
        def limited_task() -> None:
            nonlocal called_at
            with lock:
                if time.monotonic() - called_at < seconds:
                    return
                called_at = time.monotonic()
            task()

        return limited_task

    return limit


def _steady_now() -> datetime:
    return _STARTED_AT + timedelta(seconds=time.monotonic() - _STARTED)
