"""The worker: a few threads that claim queued rows and process them."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
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
from engine.processing.queue import ALL_ROWS, LEASE, claim, release_leases
from engine.recognition.index import reference_index

log = logging.getLogger("engine")

POLL_SECONDS, MAX_POLL_SECONDS, FAILURE_PAUSE, CLEANUP_SECONDS = 0.1, 0.7, 1.0, 600.0


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
        seen_version, polled_at = -1, 0.0
        while not self.stopping.is_set():
            try:
                version = data_version()
                # Asking whether anything has changed is cheap; asking for rows is not.
                if version != seen_version or time.monotonic() - polled_at > MAX_POLL_SECONDS:
                    seen_version, polled_at = version, time.monotonic()
                    for kind in lane.kinds:
                        if row := claim(kind.model, kind.where, kind.lease):
                            return kind, row
            except Exception:
                self.recover("the queue could not be read")
            self.stopping.wait(POLL_SECONDS)
        return None

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
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
