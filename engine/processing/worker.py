"""The worker: a few threads that claim queued rows and process them."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from types import FrameType
from typing import Any

from django.db import connection
from django.db.models import Q

from core.recognition import RECOMMENDED_FILES
from engine.clock import now
from engine.models import AudioFile, AudioTagJob, Delivery, ScannedFile
from engine.processing import audiotag, callbacks, downloads, references, scans
from engine.processing.cleanup import clean_up
from engine.processing.downloads import TO_DOWNLOAD
from engine.processing.outcome import finish
from engine.processing.queue import ALL_ROWS, LEASE, claim, next_due, release_leases
from engine.recognition.index import reference_index

log = logging.getLogger("engine")

POLL_SECONDS, FAILURE_PAUSE, CLEANUP_SECONDS = 0.2, 1.0, 600.0
# The clock may be set, so a lane doesn't rely on it for longer.
MAX_WAIT_SECONDS = 15.0


@dataclass(frozen=True)
class WorkKind:
    """One kind of queued row, and the function that processes it."""

    model: type[Any]
    process: Callable[[Any], None]
    where: Q = ALL_ROWS
    lease: timedelta = LEASE


@dataclass(frozen=True)
class WorkLane:
    """Kinds that share threads, so that slow work delays only its own kind."""

    kinds: tuple[WorkKind, ...]
    threads: int = 1
    # Set when a row may have come due.
    changed: threading.Event = field(default_factory=threading.Event)


LANES = (
    WorkLane((WorkKind(AudioFile, references.process, ~TO_DOWNLOAD),)),
    # A recording of many hours holds up none that comes after it.
    WorkLane((WorkKind(ScannedFile, scans.process, ~TO_DOWNLOAD),), threads=2),
    WorkLane((WorkKind(AudioTagJob, audiotag.process),)),
    WorkLane(
        (
            WorkKind(AudioFile, downloads.download_reference, TO_DOWNLOAD),
            WorkKind(ScannedFile, downloads.download_recording, TO_DOWNLOAD),
        ),
        threads=4,
    ),
    WorkLane((WorkKind(Delivery, callbacks.deliver, lease=timedelta(seconds=15)),), threads=4),
)


class Worker:
    def __init__(self) -> None:
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT. What is unfinished then is due again at the next start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        for kind in {kind for lane in LANES for kind in lane.kinds if kind.lease == LEASE}:
            release_leases(kind.model)
        threading.Thread(target=self.watch_for_changes, daemon=True).start()
        for lane in LANES:
            turn = threading.Lock()
            for _ in range(lane.threads):
                threading.Thread(target=self.run_lane, args=(lane, turn), daemon=True).start()
        log.info("working")
        if (files := reference_index().total()) > RECOMMENDED_FILES:
            log.warning("%d files; beyond %d use the cloud service", files, RECOMMENDED_FILES)
        while not self.stopping.wait(CLEANUP_SECONDS):
            clean_up(self.stopping)

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def run_lane(self, lane: WorkLane, turn: threading.Lock) -> None:
        while not self.stopping.is_set():
            try:
                # One thread of a lane looks for work at a time; the others wait for their turn.
                with turn:
                    claimed = self.wait_for_row(lane)
                if claimed is not None:
                    self.process(*claimed)
            except Exception:
                # Not even the failure could be recorded, as on a full disk. The row comes due
                # again when its lease ends; the lane continues.
                self.recover("a failure could not be recorded")

    def wait_for_row(self, lane: WorkLane) -> tuple[WorkKind, Any] | None:
        """Claim the next row of a lane as it comes due; None when the worker stops."""
        while not self.stopping.is_set():
            lane.changed.clear()
            try:
                for kind in lane.kinds:
                    if row := claim(kind.model, kind.where, kind.lease):
                        return kind, row
                dues = [due for kind in lane.kinds if (due := next_due(kind.model, kind.where))]
                seconds = min(((due - now()).total_seconds() for due in dues), default=inf)
                lane.changed.wait(min(MAX_WAIT_SECONDS, max(0.0, seconds)))
            except Exception:
                self.recover("the queue could not be read")
        return None

    def watch_for_changes(self) -> None:
        """Wake all lanes when something was written: asking that is cheaper than for rows."""
        seen_version = -1
        while not self.stopping.is_set():
            try:
                version = data_version()
            except Exception:
                # Another connection counts from another number.
                seen_version = -1
                self.recover("the database could not be read")
                continue
            if version != seen_version:
                seen_version = version
                for lane in LANES:
                    lane.changed.set()
            self.stopping.wait(POLL_SECONDS)

    def process(self, kind: WorkKind, row: Any) -> None:
        try:
            kind.process(row)
        except Exception:
            self.recover(f"{kind.model.__name__} could not be moved on")
            finish(row, due_at=now())

    def recover(self, message: str) -> None:
        """Log the failure that is being handled, and continue with a new connection."""
        log.exception(message)
        connection.close()
        self.stopping.wait(FAILURE_PAUSE)


def data_version() -> int:
    """A number that changes when another connection has written."""
    connection.ensure_connection()
    # Asked five times a second: Django's cursor would cost more than the answer.
    return int(connection.connection.execute("PRAGMA data_version").fetchone()[0])
