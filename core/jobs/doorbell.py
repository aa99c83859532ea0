"""Tells the workers that there is something to do. Nothing is lost when it can't.

A request only sets an event. One daemon thread per process publishes, so no request ever waits
for the broker; what could not be published is published again by the sweep.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from core.jobs.models import Job

MIN_INTERVAL_SECONDS = 0.1
RING_AGAIN_AFTER = timedelta(seconds=60)
MAX_RINGS = 200

log = logging.getLogger(__name__)


class Doorbell:
    """A thread of this process that calls `action` soon after `ring`, so that no request does.

    Several rings are one call: `action` runs at most once in `interval` seconds. The thread and its
    event are made at the first ring, and again in a forked process. What `action` raises is logged
    and dropped: the caller needs another way, such as a sweep, to find what was left undone.
    """

    def __init__(self, name: str, action: Callable[[], object], *, interval: float) -> None:
        self._name = name
        self._action = action
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
                self._action()
            except Exception as error:  # the thread must never end
                log.warning("%s: %s", self._name, type(error).__name__)
            finally:
                connection.close()
            time.sleep(self._interval)


def ring() -> None:
    """Let this process's thread publish the due jobs. Returns at once, and never fails."""
    _doorbell.ring()


def publish_due_jobs() -> int:
    """Publish the ids of due jobs that were not rung in the last minute; returns how many."""
    due = list(
        Job.objects.claimable()
        .unrung(RING_AGAIN_AFTER)
        .order_by("run_after")
        .values_list("pk", "queue")[:MAX_RINGS]
    )
    published: list[int] = []
    try:
        for job_id, queue in due:
            current_app.send_task("jobs.run", args=(job_id,), queue=queue, retry=False)
            published.append(job_id)
    finally:
        try:
            Job.objects.filter(pk__in=published).update(rung_at=Now())
        except DatabaseError as error:
            log.warning("doorbell: rings not recorded: %s", error)
    return len(published)


_doorbell = Doorbell("doorbell", publish_due_jobs, interval=MIN_INTERVAL_SECONDS)
