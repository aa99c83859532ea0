"""Threads that outlive the call they were made for, and keep their database connection open."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.db import close_old_connections, connection

KEPT_SECONDS = 30.0
Given = tuple[Callable[[], object], threading.Event]
Calls = SimpleQueue[Given | None]

log = logging.getLogger(__name__)


class KeptThreads:
    """As many threads as there are calls at once; each waits a while for a next call, then ends.

    A process that ends doesn't wait for them.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        # What each idle thread reads its next call from; the one that was busy last is at the end.
        self._idle = deque[Calls]()

    def begin(self, call: Callable[[], object]) -> threading.Event:
        """Have a thread call it; what it raises is logged. The event is set when it has ended."""
        ended = threading.Event()
        try:
            calls = self._idle.pop()
        except IndexError:
            calls = Calls()
            thread = threading.Thread(
                target=self._serve, args=(calls,), name=self._name, daemon=True
            )
            thread.start()
        calls.put((call, ended))
        return ended

    def end_idle(self) -> None:
        """Have those that wait for a call end now."""
        while self._idle:
            self._idle.pop().put(None)

    def _serve(self, calls: Calls) -> None:
        try:
            while given := self._next(calls):
                call, ended = given
                close_old_connections()
                try:
                    call()
                except Exception:
                    log.exception("%s failed", self._name)
                finally:
                    close_old_connections()
                    self._idle.append(calls)
                    ended.set()
        finally:
            connection.close()

    def _next(self, calls: Calls) -> Given | None:
        try:
            return calls.get(timeout=KEPT_SECONDS)
        except Empty:
            try:
                self._idle.remove(calls)
            except ValueError:
                # Somebody has just taken it.
                return calls.get()
            return None
