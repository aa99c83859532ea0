"""The statement that writes mirror rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, models

from core.mirror import clock
from core.mirror.db_values import Adapter, adapter_for
from core.mirror.models import MirrorRow
from core.mirror.parsing import COMMON_COLUMNS, ParsedRow


@dataclass(frozen=True)
class Upsert:
    """How rows are written into the model's table.

    `adapters` are by position, the key's is 0, those of the values that the driver takes in another
    form.
    """

    model: type[MirrorRow]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    adapters: Sequence[tuple[int, Adapter]]
    names: Sequence[str]

    def values(self, row: ParsedRow, fetched_at: Any, gone_at: Any = None) -> list[Any]:
        """The parameters for `row`; both times as `db_values.to_db_time` returns them."""
        values = [row.key, *self.pick(row.columns)]
        for at, adapt in self.adapters:
            if values[at] is not None:
                values[at] = adapt(values[at])
        values += (row.payload, row.row_hash, row.secrets, fetched_at, gone_at)
        return values

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write the values of these rows; no key may come twice.

        With few statements: one for each row costs PostgreSQL more than the row, and in SQLite
        other threads of this process would take turns with each.
        """
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                records = [dict(zip(self.names, row, strict=True)) for row in rows]
                cursor.execute(_upsert_of_json(self.model), [orjson.dumps(records).decode()])
                return
            size = int(connection.features.max_query_params or 0) // len(self.names)
            for at in range(0, len(rows), size):
                batch = rows[at : at + size]
                values = [value for row in batch for value in row]
                cursor.execute(_upsert_of_values(self.model, len(batch)), values)


@lru_cache
def upsert_into(model: type[MirrorRow]) -> Upsert:
    """An upsert into the model's table that leaves rows alone which were fetched, or gone, later.

    A row stamped in the future (the clock was set back) counts as older: else it could not be
    updated before that time.
    """
    columns = _columns(model)
    parsed = columns[: -len(COMMON_COLUMNS)]
    adapters = [(at, adapt) for at, field in enumerate(parsed) if (adapt := adapter_for(field))]
    pick = itemgetter(*(field.attname for field in parsed[1:]))
    return Upsert(model, pick, adapters, [str(field.column) for field in columns])


@lru_cache
def _upsert_of_json(model: type[MirrorRow]) -> str:
    types = ", ".join(f"{quoted_column(field)} {_type_in_json(field)}" for field in _columns(model))
    source = f"SELECT * FROM json_to_recordset(%s) AS records ({types})"  # noqa: S608
    return upsert_sql(model, source)


@lru_cache(maxsize=200)
def _upsert_of_values(model: type[MirrorRow], count: int) -> str:
    places = f"({', '.join(['%s'] * len(_columns(model)))})"
    return upsert_sql(model, f"VALUES {', '.join([places] * count)}")


def upsert_sql(model: type[MirrorRow], source: str) -> str:
    """The INSERT of what `source` selects, in the order of `Upsert.values`."""
    key, *rest = map(quoted_column, _columns(model))
    table = connection.ops.quote_name(model._meta.db_table)
    known_at = f'COALESCE({table}."gone_at", {table}."fetched_at")'
    updates = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return (
        f"INSERT INTO {table} ({', '.join([key, *rest])}) {source}"
        f" ON CONFLICT ({key}) DO UPDATE SET {updates}"
        f' WHERE {known_at} <= excluded."fetched_at"'
        f" OR {known_at} > {clock.latest_stamp_in_sql()}"
    )


def _columns(model: type[MirrorRow]) -> list["models.Field[Any, Any]"]:
    """The key, the columns of the resource, and those that every row has."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    last = [fields.pop(name) for name in COMMON_COLUMNS]
    key = fields.pop(str(model._meta.pk.attname))
    return [key, *fields.values(), *last]


def quoted_column(field: "models.Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _type_in_json(field: "models.Field[Any, Any]") -> str:
    """Without a length: the cast would cut texts to it."""
    return str(field.db_type(connection)).partition("(")[0]
