"""One thing that the database maintains beside a table: a tally or a search index."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

# Stands for the whole table in its tally: no parent has this id.
WHOLE_TABLE = -1
# Each change adds a random number up to this one, and a tally that is made anew starts at a random
# number: so `changes` comes to no number twice, whatever is rebuilt or restored from a backup.
MAX_STEP = 2**24 - 1
# Far below the largest integer, which no sum of steps reaches.
MAX_START = 2**61 - 1


@dataclass(frozen=True)
class TableCompanion:
    """The statements that create it, fill it from the table, and drop it.

    `is_current` tells whether it exists, and was created by these very statements.
    """

    name: str
    create: tuple[str, ...]
    fill: tuple[str, ...]
    drop: tuple[str, ...]
    is_current: Callable[[], bool]

    def build(self) -> None:
        """Create and fill it; what exists of it is dropped first."""
        self.remove()
        execute_all(*self.create, *self.fill)

    def remove(self) -> None:
        execute_all(*self.drop)


def execute_all(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
