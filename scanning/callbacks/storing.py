"""Stores callbacks: their senders wait, so the statements are made once and not by Django."""

# ruff: noqa: S608 (the names in these statements are of our own models)

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from scanning.callbacks.group_commit import GroupCommit
from scanning.callbacks.write_lock import prompt_transaction
from scanning.models import Delivery, DeliveryBody, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What is known of a callback when it arrives: its body, and columns of Delivery."""

    address_id: int
    body: bytes
    body_hash: str
    headers: dict[str, str]
    sender: str
    file_id: UUID | None = None
    container_id: int | None = None
    remote_state: int | None = None
    state: DeliveryState = DeliveryState.STORED
    why: str = ""
    received_at: datetime = field(default_factory=timezone.now)
    settled_at: datetime | None = None


# The columns that an arrival brings, as the driver takes them, and its body.
_Row = tuple[list[Any], bytes]

_BODIES = f"{DeliveryBody._meta.db_table} (delivery_id, content)"
_COLUMNS = [column for column in Delivery._meta.concrete_fields if not column.primary_key]
_BROUGHT = [column for column in _COLUMNS if column.attname in Arrival.__slots__]
_OTHERS = [column for column in _COLUMNS if column not in _BROUGHT]


def store(arrival: Arrival) -> int:
    """Insert a delivery and its body, both or neither; returns its key once they are committed.

    Raises DatabaseError.
    """
    # Not `connection`, which looks for it anew with each attribute.
    database = connections[DEFAULT_DB_ALIAS]
    values = [
        column.get_db_prep_save(getattr(arrival, column.attname), database) for column in _BROUGHT
    ]
    if database.vendor == "sqlite":
        return _on_sqlite.store((values, arrival.body))
    return _insert_on_postgresql(database, values, arrival.body)


def _insert_on_sqlite(rows: Sequence[_Row]) -> list[int]:
    database = connections[DEFAULT_DB_ALIAS]
    insert = _insert()
    keys: list[int] = []
    with prompt_transaction(database), database.cursor() as cursor:
        for values, body in rows:
            cursor.execute(insert, values)
            key: int = cursor.lastrowid
            cursor.execute(f"INSERT INTO {_BODIES} VALUES (%s, %s)", [key, body])
            keys.append(key)
    return keys


# SQLite has one writer at a time. PostgreSQL's share their flushes by themselves.
_on_sqlite = GroupCommit(_insert_on_sqlite)


def _insert_on_postgresql(database: BaseDatabaseWrapper, values: list[Any], body: bytes) -> int:
    """One statement, so that the database is asked once."""
    import psycopg  # noqa: PLC0415 - SQLite has no need of it

    statement = (
        f"WITH stored AS ({_insert()} RETURNING id)"
        f" INSERT INTO {_BODIES} SELECT id, %b FROM stored RETURNING delivery_id"
    )
    database.ensure_connection()
    # Django's own cursor would write the body into the statement's text.
    binding: Any = psycopg.Cursor(database.connection)
    with database.make_cursor(binding) as cursor:
        cursor.execute(statement, [*values, body])
        return int(cursor.fetchone()[0])


@cache
def _insert() -> str:
    """The statement that inserts a delivery, but for the values that an arrival brings."""
    database = connections[DEFAULT_DB_ALIAS]
    columns = ", ".join(column.column or "" for column in [*_BROUGHT, *_OTHERS])
    defaults = [column.get_db_prep_save(column.get_default(), database) for column in _OTHERS]
    values = ["%s"] * len(_BROUGHT) + ["NULL" if one is None else str(one) for one in defaults]
    return f"INSERT INTO {Delivery._meta.db_table} ({columns}) VALUES ({', '.join(values)})"
