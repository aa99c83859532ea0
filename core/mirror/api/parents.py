"""What a gateway list needs to know before its first row, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from core.mirror.models import MirrorRow
from core.mirror.resources import Resource
from core.mirror.tally import Tally, tally_of_groups, tally_table
from core.mirror.triggers.companion import WHOLE_TABLE


@dataclass(frozen=True, slots=True)
class ParentOfList:
    """A parent's one column that matters, whether its list was ever read, and the list's tally."""

    kind: str
    list_was_read: bool
    tally: Tally


class ParentQuery:
    """Reads the parent of a list by its key.

    The changes of a table `beside` the list, where one is named, count among those of the list.
    """

    def __init__(
        self,
        parent: type[MirrorRow],
        listed: Resource[Any],
        *,
        kind: str,
        beside: type[models.Model] | None = None,
    ) -> None:
        table, tally = parent._meta.db_table, tally_table(listed.model)
        self._resource = listed.name
        changes = "sum(tally.changes)"
        if beside is not None:
            changes += f" + (SELECT sum(changes) FROM {tally_table(beside)})"  # noqa: S608
        # One row for each group of the tally, that of the whole table among them.
        self._sql = (
            f"SELECT parent.{kind}, scope.read_at IS NOT NULL,"  # noqa: S608 (names of our own)
            f" tally.state, tally.is_gone, sum(tally.n), {changes}"
            f" FROM {table} AS parent"
            f" JOIN {tally} AS tally ON tally.scope IN (parent.id, {WHOLE_TABLE})"
            " LEFT JOIN mirror_scope AS scope ON scope.resource = %s AND scope.scope = %s"
            " WHERE parent.id = %s AND parent.gone_at IS NULL GROUP BY 1, 2, 3, 4"
        )

    def find(self, key: int) -> ParentOfList | None:
        """None where the mirror has no such parent, or has it as gone."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [self._resource, str(key), key])
            rows = cursor.fetchall()
        if not rows:
            return None
        groups = [group for _, _, *group in rows]
        return ParentOfList(rows[0][0], bool(rows[0][1]), tally_of_groups(groups))


def changes_of_list(resource: Resource[Any]) -> int | None:
    """The `changes` of the tally of a list that has no parent; None where it was never read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(tally.changes) FROM mirror_scope AS scope"  # noqa: S608 (names of our own)
            f" JOIN {tally_table(resource.model)} AS tally ON scope.resource = %s"
            " WHERE scope.scope = '' AND scope.read_at IS NOT NULL",
            [resource.name],
        )
        (changes,) = cursor.fetchone()
    return None if changes is None else int(changes)
