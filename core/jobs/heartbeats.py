"""Heartbeats of workers and the scheduler, by the database's clock."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from core.jobs.models import Heartbeat

INTERVAL_SECONDS = 5.0

log = logging.getLogger(__name__)


def start_beating(name: str) -> threading.Thread:
    """Write heartbeats under `name` from a thread of this process, for as long as it lives."""
    thread = threading.Thread(target=_beat_forever, args=(name,), name="heartbeat", daemon=True)
    thread.start()
    return thread


def write_beat(name: str) -> None:
    """Write one heartbeat."""
    if not Heartbeat.objects.filter(name=name).update(beaten_at=Now()):
        Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": Now()})


def seconds_since_beats() -> dict[str, float]:
    """Seconds since the last heartbeat, by name."""
    age = ExpressionWrapper(Now() - F("beaten_at"), output_field=DurationField())
    rows = Heartbeat.objects.annotate(age=age).values_list("name", "age")
    return {name: age.total_seconds() for name, age in rows}


def _beat_forever(name: str) -> None:
    while True:
        try:
            write_beat(name)
        except DatabaseError as error:
            log.warning("heartbeat of %s not written: %s", name, error)
            connection.close()
        time.sleep(INTERVAL_SECONDS)
