"""A thread of this process that acts soon after it is rung, so that no request acts itself."""

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import connection

log = logging.getLogger(__name__)


class Bell:
    """Rings come together: `act` runs at most once in `interval` seconds.

    The thread and its event are made at the first ring, and anew in a forked process. What `act`
    raises is logged and forgotten: something else must come back to what it left undone.
    """

    def __init__(self, name: str, act: Callable[[], object], *, interval: float) -> None:
        self._name = name
        self._act = act
        self._interval = interval
        self._lock = threading.Lock()
        self._event = threading.Event()
        self._pid = 0

    def ring(self) -> None:
        """Returns at once, and never fails."""
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._event = threading.Event()
                threading.Thread(target=self._listen, name=self._name, daemon=True).start()
        self._event.set()

    def _listen(self) -> None:
        while self._event.wait():
            self._event.clear()
            try:
                self._act()
            except Exception as error:  # a bell must never die
                log.warning("%s: %s", self._name, type(error).__name__)
            finally:
                connection.close()
            time.sleep(self._interval)
