"""Tells the workers that there is something to do. Nothing is lost when it can't.

A request only sets an event. One daemon thread per process publishes, so no request ever waits
for the broker; what could not be published is rung again by the sweep.
"""

import logging
from datetime import timedelta

from celery import current_app
from django.db import DatabaseError
from django.db.models.functions import Now

from jobs.bell import Bell
from jobs.models import Job

MIN_INTERVAL_SECONDS = 0.1
RING_AGAIN_AFTER = timedelta(seconds=60)
MOST_RINGS_AT_ONCE = 200

log = logging.getLogger(__name__)


def ring() -> None:
    """Let this process's thread publish what is due. Returns at once, and never fails."""
    _doorbell.ring()


def ring_due() -> int:
    """Publish the ids of due jobs that were not rung in the last minute; returns how many."""
    due = list(
        Job.objects.claimable()
        .unrung(RING_AGAIN_AFTER)
        .order_by("run_after")
        .values_list("pk", "queue")[:MOST_RINGS_AT_ONCE]
    )
    rung: list[int] = []
    try:
        for job_id, queue in due:
            current_app.send_task("jobs.run", args=(job_id,), queue=queue, retry=False)
            rung.append(job_id)
    finally:
        try:
            Job.objects.filter(pk__in=rung).update(rung_at=Now())
        except DatabaseError as error:
            log.warning("doorbell: rings not noted: %s", error)
    return len(rung)


_doorbell = Bell("doorbell", ring_due, interval=MIN_INTERVAL_SECONDS)
