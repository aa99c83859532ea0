"""The scheduler: Celery's clock, with the periodic tasks run here instead of sent as messages."""

import logging
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from django.db import connection
from kombu.exceptions import OperationalError

from core.jobs.running import EXTERNAL_ERRORS, describe_error

log = logging.getLogger(__name__)


class DirectScheduler(Scheduler):
    """Runs each periodic task itself, one after another.

    They are short and only look for work that is due; the work itself is jobs, which workers do. A
    message for each would cost more than most of them, even where nothing is to be done.
    """

    # Celery would connect to the broker before each task, and wait for it as long as it is down.
    producer = None  # type: ignore[assignment]

    def install_default_entries(self, data: dict[str, Any]) -> None:
        """None: there are no results to be cleaned up."""

    def adjust(self, n: float, drift: float = 0.0) -> float:
        """No drift: Celery wakes 10 ms early, and then asks without a pause until it is time."""
        return n

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        """One that fails doesn't end the schedule: it is due again soon."""
        try:
            self.app.tasks[str(entry.task)]()
        except Exception as error:
            is_expected = isinstance(error, (*EXTERNAL_ERRORS, OperationalError))
            level = log.warning if is_expected else log.exception
            level("%s: %s", entry.task, describe_error(error))
            connection.close()
