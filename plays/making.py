"""Makes the plays of all recordings anew: after an upgrade, and when the rule has changed.

Beside reading, scans and callbacks: recording after recording, each in a short transaction.
"""

import time
from uuid import UUID

from django.db import connection

from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import RunningJob
from identification.models import Identification
from plays import storing
from plays.models import Match, PlaysState, Recording
from scanning.models import ScanResult

MAKE = "plays.make"
BATCH = 100
# Web processes that wait for SQLite's lock get it in between.
PAUSE_SECONDS = 0.001


def request_making() -> Job:
    """Have the plays made of every recording that has none by the rule of today."""
    return ledger.enqueue(kind=MAKE, title="Make plays from the stored results", args={}, key=MAKE)


def is_due() -> bool:
    """Whether some plays were never made, or were made by another rule."""
    rule = storing.current_rule().name
    return not PlaysState.objects.filter(pk=PlaysState.KEY, made_by=rule).exists()


def make_plays(running: RunningJob) -> None:
    """Job: walk the stored results from the cursor on, then the identifications."""
    cursor = running.cursor
    after = UUID(cursor["after"]) if cursor.get("after") else UUID(int=0)
    done = int(cursor.get("done", 0))
    total = ScanResult.objects.count()
    rule = storing.current_rule().name
    while keys := list(
        ScanResult.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        current = Recording.objects.filter(pk__in=keys, rule=rule).values_list("pk", flat=True)
        for key in set(keys).difference(current):
            storing.make_anew(key)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
        after, done = keys[-1], done + len(keys)
        running.report_progress(done, total, cursor={"after": str(after), "done": done})
    known = Match.objects.filter(file=None).values("identification_id")
    for row in Identification.objects.exclude(pk__in=known).iterator(chunk_size=BATCH):
        storing.store_answer(row)
    PlaysState.objects.update_or_create(pk=PlaysState.KEY, defaults={"made_by": rule})
