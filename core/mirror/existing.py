"""The mirror's rows of the objects on a page, read without model instances."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Max

from core.mirror import clock, db_values
from core.mirror.models import MirrorRow
from core.mirror.parsing import scope_key
from core.mirror.resources import Resource, Scope

# A range may hold a whole list that the remote no longer has, so rows are read in batches.
BATCH_SIZE = 1000


class ExistingRow(NamedTuple):
    """A row's hash, whether it is gone, and whether it was fetched before the time given."""

    row_hash: str
    is_gone: bool
    is_older: bool = False


class ExistingRange(NamedTuple):
    """The keys of one list from `first` to `last`, both included, without a lower bound for None.

    For lists whose keys are numbers.
    """

    scope: Scope
    first: int | None
    last: int


def rows_by_key(model: type[MirrorRow], keys: Sequence[Any]) -> dict[Any, ExistingRow]:
    """The mirror's rows with these keys."""
    if not keys:
        return {}
    adapt = db_values.adapter_for(model._meta.pk)
    keys_by_value = {adapt(key): key for key in keys} if adapt else {key: key for key in keys}
    if connection.vendor == "postgresql":
        condition, parameters = "= ANY(%s)", [list(keys_by_value)]
    else:
        condition = f"IN ({', '.join(['%s'] * len(keys_by_value))})"
        parameters = list(keys_by_value)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_key(model)}, row_hash, gone_at IS NOT NULL FROM {_table(model)}"  # noqa: S608
            f" WHERE {_key(model)} {condition}",
            parameters,
        )
        return {keys_by_value[key]: ExistingRow(*rest) for key, *rest in cursor.fetchall()}


def largest_key(resource: Resource[Any], scope: Scope) -> int | None:
    """The largest key of a list's rows, gone ones included; None when there is no row."""
    rows = resource.rows
    if resource.scope_field:
        rows = rows.filter(**{resource.scope_field: scope_key(resource, scope)})
    largest: int | None = rows.aggregate(at=Max("pk"))["at"]
    return largest


def as_payloads(resource: Resource[Any], remote_rows: Sequence[Any]) -> bytes | None:
    """The objects of a page in the form in which `is_unchanged` compares them; None if it can't.

    Resources with secrets can't be compared so: they are cut out of the payloads, and only the
    hashes include them.
    """
    if resource.secret_fields:
        return None
    try:
        return orjson.dumps(remote_rows)[1:-1]
    except orjson.JSONEncodeError:
        # Nested too deeply.
        return None


def is_unchanged(
    resource: Resource[Any], key_range: ExistingRange, payloads: bytes, count: int
) -> bool:
    """Whether the live rows of a range are exactly these `count` objects, byte for byte.

    One comparison of one page or several instead of a hash for each row; on PostgreSQL of a hash of
    all their bytes. `payloads` is what `as_payloads` returns, of several pages joined by commas.
    """
    model: type[MirrorRow] = resource.model
    conditions, parameters = _conditions(resource, key_range)
    live = (
        f"SELECT payload FROM {_table(model)} WHERE {conditions} AND gone_at IS NULL"  # noqa: S608
        f" ORDER BY {_key(model)} LIMIT %s"
    )
    joined, expected = "CAST(group_concat(payload, ',') AS BLOB)", payloads
    if connection.vendor == "postgresql":
        # Their way here would take longer than the hash.
        joined = "sha256(convert_to(string_agg(payload, ','), 'UTF8'))"
        expected = hashlib.sha256(payloads).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {joined} FROM ({live}) AS live",  # noqa: S608 (our own names)
            [*parameters, count + 1],
        )
        return bool(cursor.fetchone()[0] == expected)


def rows_in_range(
    resource: Resource[Any], key_range: ExistingRange, *, before: datetime
) -> Iterator[dict[int, ExistingRow]]:
    """The rows of a range, in batches. `is_older` are those that were fetched before `before`.

    A row stamped in the future (the clock was set back) counts as older.
    """
    model: type[MirrorRow] = resource.model
    while True:
        conditions, parameters = _conditions(resource, key_range)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_key(model)}, row_hash, gone_at IS NOT NULL,"  # noqa: S608
                f" fetched_at < %s OR fetched_at > {clock.latest_stamp_in_sql()}"
                f" FROM {_table(model)} WHERE {conditions} ORDER BY {_key(model)} LIMIT %s",
                [db_values.to_db_time(before), *parameters, BATCH_SIZE],
            )
            rows = cursor.fetchall()
        yield {key: ExistingRow(*rest) for key, *rest in rows}
        if len(rows) < BATCH_SIZE:
            return
        key_range = key_range._replace(first=rows[-1][0] + 1)


def _conditions(resource: Resource[Any], key_range: ExistingRange) -> tuple[str, list[Any]]:
    model: type[MirrorRow] = resource.model
    key = _key(model)
    conditions, parameters = [f"{key} <= %s"], [key_range.last]
    if key_range.first is not None:
        conditions.append(f"{key} >= %s")
        parameters.append(key_range.first)
    if resource.scope_field:
        conditions.append(f"{connection.ops.quote_name(resource.scope_field)} = %s")
        parameters.append(scope_key(resource, key_range.scope))
    return " AND ".join(conditions), parameters


@lru_cache
def _table(model: type[MirrorRow]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@lru_cache
def _key(model: type[MirrorRow]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))
