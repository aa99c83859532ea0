"""Indexes that a first pass leaves out and builds when it has read the list.

Rows that come in the order of their ids enter most indexes at a few places. They enter an index
over titles all over it, which costs several times as much as building it once. Everything that is
read without these indexes is right, and slower. A pass that is killed leaves an index missing: the
next attempt, another full pass or `manage.py mirror_schema` builds it.
"""

import logging
import time
from typing import Any

from django.db import Error, OperationalError, connection, models, transaction

from core.mirror.models import MirrorRow
from core.mirror.resources import Resource
from core.mirror.schema.drift import expected_indexes

# Shorter lists cost no more with their indexes.
MIN_ROWS = 1000
# While an index of so many rows is built, other writers wait for about half a second.
MAX_ROWS = 250_000
# Seconds between two of them, in which writers that wait for SQLite's lock try again.
MAX_PAUSE_SECONDS = 0.1
LOCK_TIMEOUT = "1s"

log = logging.getLogger(__name__)


class LateIndexes:
    """The late indexes of one table during a full pass.

    A table that an earlier attempt has left without some is known from the start.
    """

    def __init__(self, resource: Resource[Any]) -> None:
        self._model: type[MirrorRow] = resource.model
        self._indexes = late_indexes(resource)
        self._are_missing = bool(self._missing())
        self._rows = resource.rows.count() if self._are_missing else 0

    def leave_out(self, total: int) -> None:
        """Drop them when the table is empty and `total` objects are to come."""
        if total < MIN_ROWS or self._are_missing or not self._indexes:
            return
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    # Behind a long query that reads this table, all others would wait too.
                    _execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                if self._model._default_manager.exists():
                    return
                for name in self._indexes:
                    _execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name)}")
        except OperationalError:
            return
        self._are_missing = True

    def rows_added(self, count: int) -> None:
        """Build them as soon as the table is so long that others would wait too long for it."""
        self._rows += count
        if self._are_missing and self._rows > MAX_ROWS:
            self.build()

    def build(self) -> None:
        """Build what is missing, each in a transaction of its own."""
        if not self._are_missing:
            return
        pause = 0.0
        for name in self._missing():
            time.sleep(pause)
            began = time.monotonic()
            _create(self._model, self._indexes[name])
            if connection.vendor == "sqlite":
                pause = min((time.monotonic() - began) / 2, MAX_PAUSE_SECONDS)
        self._are_missing = False

    def try_to_build(self) -> None:
        """Build what is missing after a pass that has failed, maybe because the database did."""
        try:
            self.build()
        except Error as error:
            log.warning("indexes of %s not built: %s", self._model._meta.db_table, error)

    def _missing(self) -> list[str]:
        if not self._indexes:
            return []
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
            else:
                cursor.execute(
                    "SELECT relname FROM pg_class JOIN pg_index ON pg_class.oid = indexrelid"
                    " WHERE indrelid = to_regclass(%s)",
                    [self._model._meta.db_table],
                )
            there = {name for (name,) in cursor.fetchall()}
        return [name for name in self._indexes if name not in there]


def late_indexes(resource: Resource[Any]) -> dict[str, models.Index]:
    """By name, those that rows in the order of their ids enter all over; none for other lists."""
    if resource.order != "id":
        return {}
    model: type[MirrorRow] = resource.model
    in_order = {str(model._meta.pk.attname), resource.scope_field, "state", "gone_at"}
    return {
        name: index
        for name, index in expected_indexes(model).items()
        if not in_order.issuperset(_columns(model, index))
    }


def _columns(model: type[MirrorRow], index: models.Index) -> list[str]:
    return [str(model._meta.get_field(field).attname) for field, _ in index.fields_orders]  # type: ignore[union-attr]


def _create(model: type[MirrorRow], index: models.Index) -> None:
    # Not with the schema editor's own transaction: it wants SQLite's foreign keys switched off.
    statement = str(index.create_sql(model, connection.schema_editor()))
    # Two passes of lists in the same table may end at the same time.
    statement = statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1)
    with transaction.atomic():
        _execute(statement)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
