"""The rows that a measurement leaves behind, counted and deleted."""

import time

from django.db import connection, transaction

from benchmarks.callbacks.peer import Inserted
from core.jobs.models import Job
from scanning.models import Delivery, DeliveryAttempt, DeliveryBody

QUIET_SECONDS = 0.3
PATIENCE_SECONDS = 10.0


def check_rows(expected: int, *, is_ours: bool) -> None:
    """Raises RuntimeError unless each callback that was answered is stored, and no other."""
    stored = DeliveryBody.objects.count() if is_ours else Inserted._default_manager.count()
    if stored != expected:
        raise RuntimeError(f"{expected} callbacks were answered, {stored} are stored")


def clear() -> None:
    """Delete all callbacks, the peer's too, and all jobs, once no process dispatches any more.

    No worker may have anything to do.
    """
    _wait_until_quiet()
    models = (Job, DeliveryBody, DeliveryAttempt, Delivery, Inserted)
    tables = [model._meta.db_table for model in models]
    # At once, because they refer to each other.
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


def _wait_until_quiet() -> None:
    """The web server dispatches what has arrived, for a moment after its last answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    before = -1
    while (jobs := Job.objects.count()) != before and time.monotonic() < deadline:
        before = jobs
        time.sleep(QUIET_SECONDS)
