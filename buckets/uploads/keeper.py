"""Keeps a job's progress true, and hears of its end, while its own thread waits for the network."""

import logging
import threading
from types import TracebackType

from django.db import DatabaseError, connection

from jobs.outcomes import Cancelled, LeaseLost
from jobs.running import Running

EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)


class Keeper:
    """Writes `done` of `total` into the ledger once a second, from a thread of its own."""

    def __init__(self, running: Running, total: int | None) -> None:
        self.done = 0
        self.note = ""
        self._running = running
        self._total = total
        self._stop: Cancelled | LeaseLost | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._tell()

    def look(self) -> None:
        """Ask now. Raises Cancelled or LeaseLost when the work must stop."""
        self._write()
        self.check()

    def check(self) -> None:
        """As of the last second. Raises Cancelled or LeaseLost when the work must stop."""
        if self._stop:
            raise self._stop

    def _keep(self) -> None:
        try:
            while not self._ended.wait(EVERY_SECONDS):
                self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        try:
            self._tell()
            self._running.save()
        except (Cancelled, LeaseLost) as stop:
            self._stop = stop
        except DatabaseError as error:
            log.warning("progress not written: %s", error)
            connection.close()

    def _tell(self) -> None:
        job = self._running.job
        job.progress_done, job.progress_total, job.progress_note = self.done, self._total, self.note
