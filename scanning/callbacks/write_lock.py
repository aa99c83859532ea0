"""SQLite's write lock, taken as soon as another process gives it back."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# SQLite itself looks again after pauses that grow to 100 ms, while others come and go.
FIRST_PAUSE_SECONDS = 0.0005
LONGEST_PAUSE_SECONDS = 0.005
PAUSES_GROW_BY = 1.5


@contextmanager
def prompt_transaction(database: BaseDatabaseWrapper) -> Iterator[None]:
    """As `transaction.atomic`. Raises OperationalError when others write all the time."""
    with ExitStack() as stack:
        _begin(stack, database)
        yield


def _begin(stack: ExitStack, database: BaseDatabaseWrapper) -> None:
    patience: float = database.settings_dict["OPTIONS"]["timeout"]
    deadline = time.monotonic() + patience
    pause = FIRST_PAUSE_SECONDS
    _set_busy_timeout(database, 0)
    try:
        while True:
            try:
                stack.enter_context(transaction.atomic())
                return
            except OperationalError as error:
                if not _is_locked(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * PAUSES_GROW_BY, LONGEST_PAUSE_SECONDS)
    finally:
        _set_busy_timeout(database, patience)


def _set_busy_timeout(database: BaseDatabaseWrapper, seconds: float) -> None:
    with database.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")


def _is_locked(error: OperationalError) -> bool:
    code: int = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY
