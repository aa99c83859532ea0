"""One thing that is kept beside a table."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Part:
    """How it is made, filled from the table as it stands, and taken away.

    `is_as_made` tells whether it is there, and made by these very statements.
    """

    name: str
    make: tuple[str, ...]
    fill: tuple[str, ...]
    drop: tuple[str, ...]
    is_as_made: Callable[[], bool]

    def build(self) -> None:
        """Make it anew, whatever was left of it."""
        self.remove()
        run(*self.make, *self.fill)

    def remove(self) -> None:
        run(*self.drop)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
