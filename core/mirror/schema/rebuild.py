"""Rebuilds the mirror's tables from the stored payloads, in one transaction."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection, models, transaction

from core.mirror import clock, parsing, quarantine, resources
from core.mirror.models import MirrorRow
from core.mirror.resources import Resource, Scope
from core.mirror.schema.build import build_companions, create_table
from core.mirror.schema.drift import mirror_models
from core.mirror.triggers import companions_of
from core.mirror.upsert import upsert_into

BATCH_SIZE = 1000


def rebuild_tables() -> dict[str, int]:
    """Rebuild every mirror table without one remote call; returns rows by table.

    Readers see the old tables until the transaction commits. Columns are parsed from the payloads
    again; hashes, times, gone rows and encrypted secrets are copied. Payloads that can't be parsed
    go into quarantine.
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
                for companion in companions_of(model):
                    companion.remove()
                _set_aside(table, old)
            create_table(model)
            if exists:
                resource = by_model.get(model)
                if resource is None:
                    counts[table] = _copy(model, old)
                else:
                    counts[table] = _parse_again(resource, old)
                with connection.cursor() as cursor:
                    cursor.execute(f"DROP TABLE {connection.ops.quote_name(old)}")
            # After the rows are written: row by row it would take three times as long.
            build_companions(model)
    return counts


def _set_aside(table: str, old: str) -> None:
    """Rename a table, and free the names of its indexes for the new one."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
        for name, constraint in constraints.items():
            if constraint["index"] and not constraint["primary_key"] and not constraint["unique"]:
                cursor.execute(f"DROP INDEX {quote(name)}")
        cursor.execute(f"ALTER TABLE {quote(table)} RENAME TO {quote(old)}")
        if connection.vendor == "postgresql":
            for name, constraint in constraints.items():
                if constraint["primary_key"]:
                    cursor.execute(
                        f"ALTER TABLE {quote(old)} RENAME CONSTRAINT {quote(name)}"
                        f" TO {quote(f'{name}__old')}"
                    )


def _parse_again(resource: Resource[Any], old: str) -> int:
    """Fill the new table from the payloads of the old one; times are copied untouched."""
    model: type[MirrorRow] = resource.model
    upsert = upsert_into(model)
    names = ["payload", "row_hash", "secrets", "fetched_at", "gone_at"]
    names += [resource.scope_field] if resource.scope_field else []
    written = 0
    for batch in _batches(old, names):
        parsed_rows: list[list[Any]] = []
        unreadable: dict[Any, list[tuple[Any, str, str]]] = {}
        for values in batch:
            stored = dict(zip(names, values, strict=True))
            row = orjson.loads(stored["payload"])
            parent = stored.get(resource.scope_field)
            text, row_hash = stored["payload"].encode(), stored["row_hash"]
            try:
                key = resource.key_of(row)
                parsed = parsing.parse_row(resource, parent, key, row, text, row_hash)
            except parsing.UnreadableRowError as error:
                unreadable.setdefault(parent, []).append((row, row_hash, str(error)))
                continue
            # The payload no longer holds the secrets: the encrypted ones are copied.
            parsed = parsed._replace(payload=stored["payload"], secrets=stored["secrets"])
            parsed_rows.append(upsert.values(parsed, stored["fetched_at"], stored["gone_at"]))
        if parsed_rows:
            upsert.write(parsed_rows)
        for parent, broken in unreadable.items():
            scope = Scope("" if parent is None else str(parent))
            quarantine.update_quarantine(resource, scope, (), broken, seen_at=clock.now())
        written += len(parsed_rows)
    return written


def _copy(model: type[models.Model], old: str) -> int:
    """Copy a table without payloads: links between mirrored objects."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, old)
        old_columns = {column.name for column in description}
        columns = ", ".join(
            quote(str(field.column))
            for field in model._meta.local_concrete_fields
            if field.column in old_columns
        )
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns})"  # noqa: S608
            f" SELECT {columns} FROM {quote(old)}"
        )
        return int(cursor.rowcount)


def _batches(table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    quote = connection.ops.quote_name
    # An ordinary cursor of PostgreSQL reads the whole table into memory.
    with connection.chunked_cursor() as cursor:
        chosen = ", ".join(quote(name) for name in columns)
        cursor.execute(f"SELECT {chosen} FROM {quote(table)}")  # noqa: S608 (our own names)
        while batch := cursor.fetchmany(BATCH_SIZE):
            yield batch
