"""What the mirror knows of the objects on a page, without model instances."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Max

from mirror import adapt, clock
from mirror.models import MirrorRow
from mirror.resources import Resource, Scope
from mirror.rows import scope_key

# A range may hold a whole list that the remote no longer has: rows come so many at a time.
CHUNK = 1000


class Known(NamedTuple):
    """A row's hash, whether it is gone, and whether it is older than the time asked about."""

    row_hash: str
    is_gone: bool
    is_older: bool = False


class Range(NamedTuple):
    """The keys of one list from `first` to `last`, both included; None is no end.

    For lists whose keys are numbers.
    """

    scope: Scope
    first: int | None
    last: int


def by_keys(model: type[MirrorRow], keys: Sequence[Any]) -> dict[Any, Known]:
    """The rows of these keys that the mirror has."""
    if not keys:
        return {}
    to_driver = adapt.adaptor(model._meta.pk)
    wanted = {to_driver(key): key for key in keys} if to_driver else {key: key for key in keys}
    if connection.vendor == "postgresql":
        condition, parameters = "= ANY(%s)", [list(wanted)]
    else:
        condition = f"IN ({', '.join(['%s'] * len(wanted))})"
        parameters = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_key(model)}, row_hash, gone_at IS NOT NULL FROM {_table(model)}"  # noqa: S608
            f" WHERE {_key(model)} {condition}",
            parameters,
        )
        return {wanted[key]: Known(*rest) for key, *rest in cursor.fetchall()}


def last_key(resource: Resource[Any], scope: Scope) -> int | None:
    """The largest key that the mirror knows of a list, gone rows too; None when it knows none."""
    rows = resource.model._default_manager.all()
    if resource.scope_field:
        rows = rows.filter(**{resource.scope_field: scope_key(resource, scope)})
    largest: int | None = rows.aggregate(at=Max("pk"))["at"]
    return largest


def is_word_for_word(resource: Resource[Any], place: Range, remote_rows: Sequence[Any]) -> bool:
    """Whether the live rows of a range are these objects, and nothing in them has changed.

    One comparison of the whole page in place of a hash for each row. False for a resource that has
    secrets: they are cut out of its payloads, and only its hashes know them.
    """
    if resource.secret_fields:
        return False
    model: type[MirrorRow] = resource.model
    conditions, parameters = _conditions(resource, place)
    payloads = (
        f"SELECT payload FROM {_table(model)} WHERE {conditions} AND gone_at IS NULL"  # noqa: S608
        f" ORDER BY {_key(model)} LIMIT %s"
    )
    # Bytes, where they come without being made into text and back.
    joined = {
        "sqlite": "CAST(group_concat(payload, ',') AS BLOB)",
        "postgresql": "string_agg(payload, ',')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {joined} FROM ({payloads}) AS live",  # noqa: S608 (our own names)
            [*parameters, len(remote_rows) + 1],
        )
        found = cursor.fetchone()[0] or b""
    kept: bytes = found.encode() if isinstance(found, str) else found
    try:
        return kept == orjson.dumps(remote_rows)[1:-1]
    except orjson.JSONEncodeError:
        # Nested too deeply, which is looked at row by row.
        return False


def of_range(
    resource: Resource[Any], place: Range, *, before: datetime
) -> Iterator[dict[int, Known]]:
    """The rows of a range, so many at a time. A row is older when it was fetched before `before`.

    As it is when its time is yet to come: the clock that stamped it has been set back since.
    """
    model: type[MirrorRow] = resource.model
    while True:
        conditions, parameters = _conditions(resource, place)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_key(model)}, row_hash, gone_at IS NOT NULL,"  # noqa: S608
                f" fetched_at < %s OR fetched_at > {clock.the_future_in_sql()}"
                f" FROM {_table(model)} WHERE {conditions} ORDER BY {_key(model)} LIMIT %s",
                [adapt.time(before), *parameters, CHUNK],
            )
            rows = cursor.fetchall()
        yield {key: Known(*rest) for key, *rest in rows}
        if len(rows) < CHUNK:
            return
        place = place._replace(first=rows[-1][0] + 1)


def _conditions(resource: Resource[Any], place: Range) -> tuple[str, list[Any]]:
    model: type[MirrorRow] = resource.model
    key = _key(model)
    conditions, parameters = [f"{key} <= %s"], [place.last]
    if place.first is not None:
        conditions.append(f"{key} >= %s")
        parameters.append(place.first)
    if resource.scope_field:
        conditions.append(f"{connection.ops.quote_name(resource.scope_field)} = %s")
        parameters.append(scope_key(resource, place.scope))
    return " AND ".join(conditions), parameters


@lru_cache
def _table(model: type[MirrorRow]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@lru_cache
def _key(model: type[MirrorRow]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))
