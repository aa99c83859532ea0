"""How many rows a long list has, without counting them, and whether any table has changed.

Triggers maintain the tally: it is exact within each transaction. `core.mirror.triggers` builds it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, models

from core.mirror.models import MirrorRow
from core.mirror.triggers.companion import WHOLE_TABLE


class Tally(NamedTuple):
    """Row counts of one parent by state, and a number that grows whenever a row changes.

    `changes` never comes to the same number again, be the tally made anew or restored. Tables
    without a LongList have nothing but that number.
    """

    live: dict[int, int]
    gone: int
    changes: int

    def count(self, states: Sequence[int] = (), *, gone: bool = False) -> int:
        """How many live rows are in these states (in all when empty), plus the gone if `gone`."""
        live = (n for state, n in self.live.items() if not states or state in states)
        return sum(live) + (self.gone if gone else 0)


def tally_of_scope(model: type[MirrorRow], scope: int) -> Tally:
    """The tally of one parent's rows."""
    return _read(model, f" WHERE scope IN (%s, {WHOLE_TABLE})", [scope])


def tally_of_table(model: type[MirrorRow]) -> Tally:
    """The tally of a whole table."""
    return _read(model, "", [])


def live_and_gone_counts(
    models: Iterable[type[MirrorRow]],
) -> dict[type[MirrorRow], tuple[int, int]]:
    """How many live and gone rows tables have, by their tallies where they have one: one query."""
    by_table = {model._meta.db_table: model for model in models}
    if not by_table:
        return {}
    selects = [
        f"SELECT '{table}', count(*) - count(gone_at), count(gone_at) FROM {table}"  # noqa: S608
        if model.long_list is None
        else f"SELECT '{table}', coalesce(sum(CASE WHEN is_gone THEN 0 ELSE n END), 0),"  # noqa: S608
        f" coalesce(sum(CASE WHEN is_gone THEN n ELSE 0 END), 0) FROM {table}_tally"
        for table, model in by_table.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects))
        return {by_table[table]: (int(live), int(gone)) for table, live, gone in cursor}


def largest_scopes(
    model: type[MirrorRow], states: Sequence[int], limit: int
) -> list[tuple[int, int]]:
    """The parents with the most live rows in these states, and their numbers, most first."""
    marks = ", ".join(["%s"] * len(states))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT scope, sum(n) FROM {model._meta.db_table}_tally"  # noqa: S608
            f" WHERE NOT is_gone AND state IN ({marks}) GROUP BY scope HAVING sum(n) > 0"
            " ORDER BY 2 DESC, 1 LIMIT %s",
            [*states, limit],
        )
        return [(scope, int(count)) for scope, count in cursor.fetchall()]


def tally_of_groups(groups: Iterable[Sequence[Any]]) -> Tally:
    """Of a state, whether it is gone, a count and the changes, each once."""
    live: dict[int, int] = {}
    gone = changes = 0
    for state, is_gone, count, changed in groups:
        changes += int(changed)
        if is_gone:
            gone += int(count)
        elif count:
            live[state] = int(count)
    return Tally(live, gone, changes)


def tally_table(model: type[models.Model]) -> str:
    """The name of the table that triggers maintain beside this model's."""
    return f"{model._meta.db_table}_tally"


def _read(model: type[MirrorRow], where: str, parameters: Sequence[int]) -> Tally:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, is_gone, sum(n), sum(changes)"  # noqa: S608 (names of our own)
            f" FROM {tally_table(model)}{where} GROUP BY state, is_gone",
            parameters,
        )
        return tally_of_groups(cursor.fetchall())
