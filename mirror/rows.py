"""From a remote object to the values of a mirror row."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models

from mirror import secrets
from mirror.models import MirrorRow
from mirror.resources import Resource, Scope

# Columns of every mirror row, which no resource reads out of its objects.
OF_EVERY_ROW = ("payload", "row_hash", "secrets", "fetched_at", "gone_at")


class Unreadable(Exception):
    """A remote object that doesn't fit its columns. The message says where."""


class ReadRow(NamedTuple):
    """A remote object, ready to be written."""

    key: Any
    columns: Mapping[str, Any]
    payload: str
    row_hash: str
    secrets: str
    links: tuple[tuple[int, ...], ...]


def hash_of(row: Any) -> str:
    """A keyed hash over the whole remote object, secrets included: tells nothing about them."""
    return hash_of_text(orjson.dumps(row))


def hash_of_text(dumped: bytes) -> str:
    """The hash of an object that has been written as JSON already."""
    return hashlib.blake2b(dumped, digest_size=16, key=_hash_key()).hexdigest()


def read(
    resource: Resource[Any],
    scope_key: Any,
    key: Any,
    row: dict[str, Any],
    dumped: bytes,
    row_hash: str,
) -> ReadRow:
    """`row` with its key, JSON text and hash, as values. Raises Unreadable. Cuts its secrets out.

    `scope_key` is the parent's key, where the resource has one.
    """
    if not dumped:
        raise Unreadable("It is nested too deeply to be kept")
    sealed = ""
    if resource.secret_fields and (found := secrets.cut(row, resource.secret_fields)):
        sealed = secrets.seal(found)
        dumped = orjson.dumps(row)
    try:
        columns = resource.columns(row)
        if resource.scope_field:
            columns[resource.scope_field] = scope_key
        links = tuple(tuple(sorted(set(one.targets(row)))) for one in resource.links)
        model: type[MirrorRow] = resource.model
        _check(_limits(model), columns, dumped)
    except KeyError as error:
        raise Unreadable(f"{error.args[0]} is missing") from error
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable(str(error) or type(error).__name__) from error
    except ValidationError as error:
        raise Unreadable("; ".join(error.messages)) from error
    return ReadRow(key, columns, dumped.decode(), row_hash, sealed, links)


def scope_key(resource: Resource[Any], scope: Scope) -> Any:
    """The parent's key as its column holds it; None for an account-wide list."""
    if not resource.scope_field:
        return None
    model: type[MirrorRow] = resource.model
    field = next(one for one in model._meta.concrete_fields if one.attname == resource.scope_field)
    return field.to_python(scope.id)


def moment(value: Any) -> datetime | None:
    """A time of the remote, in either of its two forms; without a zone it is UTC."""
    if value is None or value == "":
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is not a time") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def number(value: Any, *, default: int = 0) -> int:
    """A whole number of the remote, which may come as text."""
    if type(value) is int:
        return value
    return default if value is None or value == "" else int(float(value))


def seconds(value: Any) -> float | None:
    """A length in seconds, which comes as text or as a number."""
    return None if value is None or value == "" else float(value)


def text(value: Any) -> str:
    """A text of the remote; None and numbers are met in the wild."""
    if type(value) is str:
        return value
    return "" if value is None else str(value)


class _Limits(NamedTuple):
    """What the columns of a table can hold: characters of texts, least and most of numbers."""

    lengths: Sequence[tuple[str, int]]
    ranges: Sequence[tuple[str, int, int]]


def _check(limits: _Limits, columns: Mapping[str, Any], dumped: bytes) -> None:
    for name, longest in limits.lengths:
        value = columns[name]
        if type(value) is str and len(value) > longest:
            raise ValueError(f"{name} is longer than {longest} characters")
    for name, least, most in limits.ranges:
        value = columns[name]
        if value is not None and not least <= value <= most:
            raise ValueError(f"{name} is too large a number")
    if b"\\u0000" in dumped:
        for name, value in columns.items():
            if type(value) is str and "\x00" in value:
                raise ValueError(f"{name} holds a null character")


@lru_cache
def _limits(model: type[models.Model]) -> _Limits:
    read = [
        (field.attname, field.target_field if isinstance(field, models.ForeignKey) else field)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.attname not in OF_EVERY_ROW
    ]
    return _Limits(
        [(name, field.max_length) for name, field in read if field.max_length],
        [(name, *_range(field)) for name, field in read if isinstance(field, models.IntegerField)],
    )


def _range(field: "models.IntegerField[Any, Any]") -> tuple[int, int]:
    """As the database has it; SQLite names none, and keeps 64 bits."""
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    return -(2**63) if least is None else least, 2**63 - 1 if most is None else most


@lru_cache(maxsize=1)
def _hash_key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"mirror row").digest()
