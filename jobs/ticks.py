"""Periodic tasks: rung by a clock that nobody can set back, and cheap when many come at once."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from celery.schedules import schedule

# Hosts' clocks may differ: a shorter life would end messages at once where one is an hour ahead.
STALE_SECONDS = 2 * 3600

_STARTED_AT = datetime.now(UTC)
_STARTED = time.monotonic()


def every(seconds: float) -> schedule:
    """For Celery's scheduler, which by itself would wait an hour when the clock goes back by it."""
    return schedule(timedelta(seconds=seconds), nowfun=_steady_now)


def options(seconds: float) -> dict[str, Any]:
    """A message that nobody took before it expires is stale: the next one says the same."""
    return {"queue": "fast", "expires": max(STALE_SECONDS, 2 * seconds)}


def at_most_every(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Do it once in `seconds` in this process; what comes sooner is dropped, and costs nothing.

    For messages that pile up while there is no worker.
    """

    def limit(act: Callable[[], None]) -> Callable[[], None]:
        lock = threading.Lock()
        done_at = -seconds

        @wraps(act)
        def act_unless_done() -> None:
            nonlocal done_at
            with lock:
                if time.monotonic() - done_at < seconds:
                    return
                done_at = time.monotonic()
            act()

        return act_unless_done

    return limit


def _steady_now() -> datetime:
    return _STARTED_AT + timedelta(seconds=time.monotonic() - _STARTED)
