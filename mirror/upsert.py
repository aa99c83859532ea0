"""The statement that writes mirror rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, models

from mirror import clock
from mirror.adapt import Adapt, adaptor
from mirror.models import MirrorRow
from mirror.rows import OF_EVERY_ROW, ReadRow


@dataclass(frozen=True)
class Upsert:
    """SQL, and how a row's values are put in the order of its columns.

    `adapts` are the places of values, the key's is 0, that the driver takes in another form.
    """

    sql: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    adapts: Sequence[tuple[int, Adapt]]
    names: Sequence[str]

    def values(self, row: ReadRow, fetched_at: Any, gone_at: Any = None) -> list[Any]:
        """The parameters for `row`; both times as the database keeps them."""
        values = [row.key, *self.pick(row.columns)]
        for at, adapt in self.adapts:
            if values[at] is not None:
                values[at] = adapt(values[at])
        values += (row.payload, row.row_hash, row.secrets, fetched_at, gone_at)
        return values

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write the values of so many rows, each key once."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                taken = [dict(zip(self.names, row, strict=True)) for row in rows]
                cursor.execute(self.sql, [orjson.dumps(taken).decode()])
            else:
                cursor.executemany(self.sql, rows)


@lru_cache
def upsert_into(model: type[MirrorRow]) -> Upsert:
    """An upsert into the model's table, which yields to what was learnt later: a row, or its end.

    But not to one from the future: a clock that has been set back would freeze it till then.
    """
    columns = _columns(model)
    read = columns[: -len(OF_EVERY_ROW)]
    adapts = [(at, adapt) for at, field in enumerate(read) if (adapt := adaptor(field))]
    if connection.vendor == "postgresql":
        # A statement for each row costs the server more than the row.
        taken = ", ".join(f"{quoted(field)} {_type_in_json(field)}" for field in columns)
        of = f"SELECT * FROM json_to_recordset(%s) AS taken ({taken})"  # noqa: S608
    else:
        of = f"VALUES ({', '.join(['%s'] * len(columns))})"
    pick = itemgetter(*(field.attname for field in read[1:]))
    return Upsert(statement(model, of), pick, adapts, [str(field.column) for field in columns])


def statement(model: type[MirrorRow], of: str) -> str:
    """INSERT INTO the model's table, in the order of `Upsert.values`, OF what `of` selects."""
    key, *rest = map(quoted, _columns(model))
    table = connection.ops.quote_name(model._meta.db_table)
    learnt_at = f'COALESCE({table}."gone_at", {table}."fetched_at")'
    updates = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return (
        f"INSERT INTO {table} ({', '.join([key, *rest])}) {of}"
        f" ON CONFLICT ({key}) DO UPDATE SET {updates}"
        f' WHERE {learnt_at} <= excluded."fetched_at"'
        f" OR {learnt_at} > {clock.the_future_in_sql()}"
    )


def _columns(model: type[MirrorRow]) -> list["models.Field[Any, Any]"]:
    """The key, what a resource reads, and what every row has."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    last = [fields.pop(name) for name in OF_EVERY_ROW]
    key = fields.pop(str(model._meta.pk.attname))
    return [key, *fields.values(), *last]


def quoted(field: "models.Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _type_in_json(field: "models.Field[Any, Any]") -> str:
    """Without a length, which a cast would cut a text to."""
    return str(field.db_type(connection)).partition("(")[0]
