"""The time by the database's clock, so that it doesn't matter whose host's clock is wrong.

What a request brings is stamped with the moment at which the request started, and requests start in
threads that have no connection: so this process remembers how the database's clock stands to its
own steady one, and asks again every few seconds.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

ASK_AGAIN_SECONDS = 10.0
# A stamp that lies further ahead was made before a clock was set back, and counts for nothing.
AHEAD = timedelta(seconds=5)


class _Told(NamedTuple):
    moment: datetime
    at: float


class _DatabaseClock:
    def __init__(self) -> None:
        self._told: _Told | None = None

    def now(self) -> datetime:
        told = self._told or self._ask()
        return told.moment + timedelta(seconds=time.monotonic() - told.at)

    def keep(self) -> None:
        if self._told is None or time.monotonic() - self._told.at > ASK_AGAIN_SECONDS:
            self._ask()

    def _ask(self) -> _Told:
        before = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (moment,) = cursor.fetchone()
        self._told = told = _Told(moment, (before + time.monotonic()) / 2)
        return told


_clock = _DatabaseClock()


def now() -> datetime:
    """The time by the database's clock, from any thread and without asking it."""
    # SQLite has no other clock than its processes'.
    return datetime.now(UTC) if connection.vendor == "sqlite" else _clock.now()


def keep() -> None:
    """Ask the database when it told the time a while ago: one query, every few seconds."""
    if connection.vendor != "sqlite":
        _clock.keep()


def from_the_future(name: str = "fetched_at") -> Q:
    """Rows stamped by a clock that has been set back since."""
    return Q(**{f"{name}__gt": now() + AHEAD})


def is_from_the_future(moment: datetime) -> bool:
    return moment > now() + AHEAD


def the_future_in_sql() -> str:
    """The moment after which a stamp counts for nothing, for a statement with parameters."""
    seconds = int(AHEAD.total_seconds())
    if connection.vendor == "sqlite":
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+{seconds} seconds')"
    return f"(statement_timestamp() + interval '{seconds} seconds')"
