"""What a gateway list needs to know before its first row, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.mirror.models import MirrorRow
from core.mirror.resources import Resource
from core.mirror.tally import Tally, tally_of_groups


@dataclass(frozen=True, slots=True)
class ParentOfList:
    """A parent's one column that matters, whether its list was ever read, and the list's tally."""

    kind: str
    list_was_read: bool
    tally: Tally


class ParentQuery:
    """Reads the parent of a long list by its key."""

    def __init__(self, parent: type[MirrorRow], listed: Resource[Any], *, kind: str) -> None:
        table, tally = parent._meta.db_table, f"{listed.model._meta.db_table}_tally"
        self._resource = listed.name
        # One row for each group of the tally; one where the list is empty.
        self._sql = (
            f"SELECT parent.{kind}, scope.read_at IS NOT NULL,"  # noqa: S608 (names of our own)
            " tally.state, tally.is_gone, sum(tally.n), sum(tally.changes)"
            f" FROM {table} AS parent LEFT JOIN {tally} AS tally ON tally.scope = parent.id"
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
        groups = [group for _, _, *group in rows if group[0] is not None]
        return ParentOfList(rows[0][0], bool(rows[0][1]), tally_of_groups(groups))
