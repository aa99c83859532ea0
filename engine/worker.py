"""The worker: a few threads that claim rows and do what each kind of row needs."""

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

from engine import callbacks
from engine.clock import now
from engine.models import AudioFile, AudioTagJob, Delivery, ScannedFile
from engine.processing import audiotag, downloads, references, scans
from engine.processing.downloads import TO_FETCH
from engine.processing.outcome import finish
from engine.processing.tidying import tidy
from engine.queue import ANY, LEASE, claim, free_all
from engine.recognition import RECOMMENDED_FILES
from engine.references import index

log = logging.getLogger("engine")

PAUSE, LOOK_ANYWAY, AFTER_A_FAILURE, TIDYING = 0.1, 0.7, 1.0, 600.0


@dataclass(frozen=True)
class Kind:
    """One kind of queued row, and the act that moves it on."""

    model: type[Any]
    act: Callable[[Any], None]
    where: Q = ANY
    lease: timedelta = LEASE


@dataclass(frozen=True)
class Lane:
    """Kinds that share threads, so that what takes long holds up only its own kind."""

    kinds: tuple[Kind, ...]
    threads: int = 1


LANES = (
    Lane((Kind(AudioFile, references.process, ~TO_FETCH),)),
    Lane((Kind(ScannedFile, scans.process, ~TO_FETCH),)),
    Lane((Kind(AudioTagJob, audiotag.process),)),
    Lane(
        (
            Kind(AudioFile, downloads.fetch_reference, TO_FETCH),
            Kind(ScannedFile, downloads.fetch_recording, TO_FETCH),
        ),
        threads=4,
    ),
    Lane((Kind(Delivery, callbacks.deliver, lease=timedelta(seconds=15)),), threads=4),
)


class Worker:
    def __init__(self) -> None:
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT. What is unfinished then is due again at the next start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        for kind in {kind for lane in LANES for kind in lane.kinds if kind.lease == LEASE}:
            free_all(kind.model)
        for lane in LANES:
            turn = threading.Lock()
            for _ in range(lane.threads):
                threading.Thread(target=self.follow, args=(lane, turn), daemon=True).start()
        log.info("working")
        if (files := index().total()) > RECOMMENDED_FILES:
            log.warning("%d files; beyond %d use the cloud service", files, RECOMMENDED_FILES)
        while not self.stopping.wait(TIDYING):
            tidy(self.stopping)

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def follow(self, lane: Lane, turn: threading.Lock) -> None:
        while not self.stopping.is_set():
            try:
                # One thread of a lane looks for work at a time; the others wait for their turn.
                with turn:
                    found = self.awaited(lane)
                if found is not None:
                    self.move_on(*found)
            except Exception:
                # Not even the failure could be written down, as on a full disk. The lease brings
                # the row back; the lane goes on.
                self.recover("a failure could not be recorded")

    def awaited(self, lane: Lane) -> tuple[Kind, Any] | None:
        """The next row of a lane, whenever it comes due; None when it is time to stop."""
        seen, looked = -1, 0.0
        while not self.stopping.is_set():
            try:
                version = data_version()
                # Asking what has changed costs next to nothing; asking for rows does not.
                if version != seen or time.monotonic() - looked > LOOK_ANYWAY:
                    seen, looked = version, time.monotonic()
                    for kind in lane.kinds:
                        if row := claim(kind.model, kind.where, kind.lease):
                            return kind, row
            except Exception:
                self.recover("the queue could not be read")
            self.stopping.wait(PAUSE)
        return None

    def move_on(self, kind: Kind, row: Any) -> None:
        try:
            kind.act(row)
        except Exception:
            self.recover(f"{kind.model.__name__} could not be moved on")
            finish(row, due_at=now())

    def recover(self, what: str) -> None:
        """Say what failed, inside its except clause, and go on with a connection that is new."""
        log.exception(what)
        connection.close()
        self.stopping.wait(AFTER_A_FAILURE)


def data_version() -> int:
    """A number that moves when another connection has written."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
