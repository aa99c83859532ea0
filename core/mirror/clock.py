"""The time by the database's clock, so that a host's wrong clock does no harm.

Rows are stamped with the moment at which their request started, and requests start in threads that
have no connection. So this process remembers how far the database's clock is from its own monotonic
one, and asks again every few seconds.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection

MAX_AGE_SECONDS = 10.0
# A stamp further ahead than this was made before the clock was set back: it counts as older.
TOLERANCE = timedelta(seconds=5)


class _Reading(NamedTuple):
    database_time: datetime
    monotonic: float


class _DatabaseClock:
    def __init__(self) -> None:
        self._last: _Reading | None = None

    def now(self) -> datetime:
        last = self._last or self._read()
        return last.database_time + timedelta(seconds=time.monotonic() - last.monotonic)

    def refresh(self) -> None:
        if self._last is None or time.monotonic() - self._last.monotonic > MAX_AGE_SECONDS:
            self._read()

    def _read(self) -> _Reading:
        before = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (database_time,) = cursor.fetchone()
        self._last = last = _Reading(database_time, (before + time.monotonic()) / 2)
        return last


_clock = _DatabaseClock()


def now() -> datetime:
    """The time by the database's clock, from any thread and without a query."""
    # SQLite has no clock of its own: it takes its processes'.
    return datetime.now(UTC) if connection.vendor == "sqlite" else _clock.now()


def refresh() -> None:
    """Read the database's clock again: at most one query every few seconds."""
    if connection.vendor != "sqlite":
        _clock.refresh()


def latest_stamp() -> datetime:
    """The latest moment with which a row can be stamped by a clock that is right."""
    return now() + TOLERANCE


def latest_stamp_in_sql() -> str:
    """`latest_stamp` as SQL, for a statement that is kept and has parameters."""
    seconds = int(TOLERANCE.total_seconds())
    if connection.vendor == "sqlite":
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+{seconds} seconds')"
    return f"(statement_timestamp() + interval '{seconds} seconds')"
