"""Stores a callback: the sender waits for it, so the statements are made once and not by Django."""

# ruff: noqa: S608 (the names in these statements are of our own models)

from functools import cache

from django.db import connection, transaction

from scanning.models import Delivery, DeliveryBody

_BODIES = f"{DeliveryBody._meta.db_table} (delivery_id, content)"
_FIELDS = [field for field in Delivery._meta.concrete_fields if not field.primary_key]


def store(delivery: Delivery, body: bytes) -> int:
    """Insert a delivery and its body, both or neither; returns its key. Raises DatabaseError."""
    values = [
        field.get_db_prep_save(field.pre_save(delivery, True), connection) for field in _FIELDS
    ]
    content = DeliveryBody._meta.get_field("content").get_db_prep_save(body, connection)
    if connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_insert(), values)
            key: int = cursor.lastrowid
            cursor.execute(f"INSERT INTO {_BODIES} VALUES (%s, %s)", [key, content])
        return key
    # One statement, so that the database is asked once.
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH stored AS ({_insert()} RETURNING id)"
            f" INSERT INTO {_BODIES} SELECT id, %s FROM stored RETURNING delivery_id",
            [*values, content],
        )
        return int(cursor.fetchone()[0])


@cache
def _insert() -> str:
    columns = ", ".join(field.column or "" for field in _FIELDS)
    places = ", ".join(["%s"] * len(_FIELDS))
    return f"INSERT INTO {Delivery._meta.db_table} ({columns}) VALUES ({places})"
