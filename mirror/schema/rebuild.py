"""Builds mirror tables anew from the stored payloads, beside the old ones, and swaps them in."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection, models, transaction

from mirror import clock, quarantine, resources, rows
from mirror.beside import parts_of
from mirror.models import MirrorRow
from mirror.resources import Resource, Scope
from mirror.schema.build import build_beside, create_table
from mirror.schema.drift import mirror_models
from mirror.upsert import upsert_into

BATCH = 1000


def rebuild() -> dict[str, int]:
    """Rebuild every mirror table without one remote call; returns rows by table.

    One transaction: readers see the old tables until the new ones stand. Columns are read again
    from the payloads; hashes, times, gone rows and sealed secrets are kept as they are. What the
    columns of today can't read goes into quarantine.
    """
    by_model: dict[type[models.Model], Resource[Any]] = {
        resource.model: resource for resource in resources.all_resources()
    }
    counts: dict[str, int] = {}
    with connection.constraint_checks_disabled(), transaction.atomic():
        for model in mirror_models():
            table = model._meta.db_table
            old = f"{table}__old"
            exists = table in connection.introspection.table_names()
            if exists:
                for part in parts_of(model):
                    part.remove()
                _set_aside(table, old)
            create_table(model)
            if exists:
                resource = by_model.get(model)
                if resource is None:
                    counts[table] = _copy(model, old)
                else:
                    counts[table] = _read_again(resource, old)
                with connection.cursor() as cursor:
                    cursor.execute(f"DROP TABLE {connection.ops.quote_name(old)}")
            # Last and at once: row by row it would take three times as long.
            build_beside(model)
    return counts


def _set_aside(table: str, old: str) -> None:
    """Rename a table and free the names of its indexes for the new one."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
        for name, about in constraints.items():
            if about["index"] and not about["primary_key"] and not about["unique"]:
                cursor.execute(f"DROP INDEX {quote(name)}")
        cursor.execute(f"ALTER TABLE {quote(table)} RENAME TO {quote(old)}")
        if connection.vendor == "postgresql":
            for name, about in constraints.items():
                if about["primary_key"]:
                    cursor.execute(
                        f"ALTER TABLE {quote(old)} RENAME CONSTRAINT {quote(name)}"
                        f" TO {quote(f'{name}__old')}"
                    )


def _read_again(resource: Resource[Any], old: str) -> int:
    """Fill the new table from the payloads of the old one; times are copied untouched."""
    model: type[MirrorRow] = resource.model
    upsert = upsert_into(model)
    names = ["payload", "row_hash", "secrets", "fetched_at", "gone_at"]
    names += [resource.scope_field] if resource.scope_field else []
    written = 0
    for batch in _batches(old, names):
        made: list[list[Any]] = []
        unreadable: dict[Any, list[tuple[Any, str, str]]] = {}
        for values in batch:
            stored = dict(zip(names, values, strict=True))
            row = orjson.loads(stored["payload"])
            parent = stored.get(resource.scope_field)
            text, row_hash = stored["payload"].encode(), stored["row_hash"]
            try:
                key = resource.key_of(row)
                read = rows.read(resource, parent, key, row, text, row_hash)
            except rows.Unreadable as error:
                unreadable.setdefault(parent, []).append((row, row_hash, str(error)))
                continue
            # The payload holds no secrets any more: the sealed ones stay as they are.
            read = read._replace(payload=stored["payload"], secrets=stored["secrets"])
            made.append(upsert.values(read, stored["fetched_at"], stored["gone_at"]))
        if made:
            upsert.write(made)
        for parent, broken in unreadable.items():
            scope = Scope("" if parent is None else str(parent))
            quarantine.settle(resource, scope, (), broken, seen_at=clock.now())
        written += len(made)
    return written


def _copy(model: type[models.Model], old: str) -> int:
    """Carry over a table that holds no payload of its own: links between mirrors."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        there = {one.name for one in connection.introspection.get_table_description(cursor, old)}
        columns = ", ".join(
            quote(str(field.column))
            for field in model._meta.local_concrete_fields
            if field.column in there
        )
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns})"  # noqa: S608
            f" SELECT {columns} FROM {quote(old)}"
        )
        return int(cursor.rowcount)


def _batches(table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    quote = connection.ops.quote_name
    # A plain cursor of PostgreSQL would hold the whole table in memory.
    with connection.chunked_cursor() as cursor:
        chosen = ", ".join(quote(name) for name in columns)
        cursor.execute(f"SELECT {chosen} FROM {quote(table)}")  # noqa: S608 (our own names)
        while batch := cursor.fetchmany(BATCH):
            yield batch
