"""The unfinished requests of each address, of which it may have so many and no more."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


class UnfinishedRequests:
    """Tasks that a peer holds by sending or reading slowly. For the event loop's thread.

    A newcomer ends the address's oldest tasks above the ceiling, so that a peer hinders only
    itself. What is younger than `grace_seconds` is left alone: a burst of whole requests, such as
    callbacks, is never refused.
    """

    def __init__(self, ceiling: int, grace_seconds: float) -> None:
        self._ceiling, self._grace_seconds = ceiling, grace_seconds
        # Each address's tasks, the oldest first, and when they began.
        self._by_address: dict[str, dict[asyncio.Task[object], float]] = {}

    @contextmanager
    def holding(self, address: str) -> Iterator[None]:
        """Counts the current task, which may be cancelled meanwhile. No ceiling for ''.

        Raises CutOffError in place of that cancellation.
        """
        task = asyncio.current_task()
        if not address or task is None:
            yield
            return
        tasks = self._by_address.setdefault(address, {})
        now = time.monotonic()
        self._end_oldest(tasks, now - self._grace_seconds)
        tasks[task] = now
        try:
            yield
        except asyncio.CancelledError as error:
            if task in tasks:
                raise
            task.uncancel()
            raise CutOffError from error
        finally:
            tasks.pop(task, None)
            if not tasks and self._by_address.get(address) is tasks:
                del self._by_address[address]

    def _end_oldest(self, tasks: dict[asyncio.Task[object], float], until: float) -> None:
        while len(tasks) >= self._ceiling:
            oldest, begun = next(iter(tasks.items()))
            if begun > until:
                return
            del tasks[oldest]
            oldest.cancel()


class CutOffError(Exception):
    """The address holds more unfinished requests than its ceiling; this was its oldest."""
