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

from core.mirror import secrets
from core.mirror.models import MirrorRow
from core.mirror.resources import Resource, Scope

# Columns of every mirror row, which are not parsed from the object.
COMMON_COLUMNS = ("payload", "row_hash", "secrets", "fetched_at", "gone_at")


class UnreadableRowError(Exception):
    """A remote object that doesn't fit its columns. The message names the field."""


class ParsedRow(NamedTuple):
    """A remote object, ready to be written."""

    key: Any
    columns: Mapping[str, Any]
    payload: str
    row_hash: str
    secrets: str
    links: tuple[tuple[int, ...], ...]


def row_hash_of(row: Any) -> str:
    """A keyed hash of the whole remote object, secrets included, which it doesn't reveal."""
    return hash_of_json(orjson.dumps(row))


def hash_of_json(dumped: bytes) -> str:
    """The hash of an object that is JSON already."""
    return hashlib.blake2b(dumped, digest_size=16, key=_hash_key()).hexdigest()


def parse_row(
    resource: Resource[Any],
    scope_key: Any,
    key: Any,
    row: dict[str, Any],
    dumped: bytes,
    row_hash: str,
) -> ParsedRow:
    """The column values of `row`, whose secrets are cut out.

    `scope_key` is the parent's key, where the resource has one. Raises UnreadableRowError.
    """
    if not dumped:
        raise UnreadableRowError("It is nested too deeply to be stored")
    sealed = ""
    if resource.secret_fields and (cut := secrets.cut(row, resource.secret_fields)):
        sealed = secrets.seal(cut)
        dumped = orjson.dumps(row)
    try:
        columns = resource.columns(row)
        if resource.scope_field:
            columns[resource.scope_field] = scope_key
        links = tuple(tuple(sorted(set(link.targets(row)))) for link in resource.links)
        model: type[MirrorRow] = resource.model
        _check(_limits(model), columns, dumped)
    except KeyError as error:
        raise UnreadableRowError(f"{error.args[0]} is missing") from error
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableRowError(str(error) or type(error).__name__) from error
    except ValidationError as error:
        raise UnreadableRowError("; ".join(error.messages)) from error
    return ParsedRow(key, columns, dumped.decode(), row_hash, sealed, links)


def scope_key(resource: Resource[Any], scope: Scope) -> Any:
    """The parent's key as its column holds it; None for an account-wide list."""
    if not resource.scope_field:
        return None
    model: type[MirrorRow] = resource.model
    field = next(
        field for field in model._meta.concrete_fields if field.attname == resource.scope_field
    )
    return field.to_python(scope.id)


def parse_time(value: Any) -> datetime | None:
    """A time of the remote, in either of its two formats; UTC when it names no zone."""
    if value is None or value == "":
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is not a time") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def parse_int(value: Any, *, default: int = 0) -> int:
    """An integer of the remote, which may come as text."""
    if type(value) is int:
        return value
    return default if value is None or value == "" else int(float(value))


def parse_seconds(value: Any) -> float | None:
    """A duration in seconds, which comes as text or as a number."""
    return None if value is None or value == "" else float(value)


def parse_text(value: Any) -> str:
    """A text of the remote, which may come as null or as a number."""
    if type(value) is str:
        return value
    return "" if value is None else str(value)


class _Limits(NamedTuple):
    """What the columns of a table can hold: lengths of texts, ranges of numbers."""

    lengths: Sequence[tuple[str, int]]
    ranges: Sequence[tuple[str, int, int]]


def _check(limits: _Limits, columns: Mapping[str, Any], dumped: bytes) -> None:
    for name, max_length in limits.lengths:
        value = columns[name]
        if type(value) is str and len(value) > max_length:
            raise ValueError(f"{name} is longer than {max_length} characters")
    for name, minimum, maximum in limits.ranges:
        value = columns[name]
        if value is not None and not minimum <= value <= maximum:
            raise ValueError(f"{name} is too large a number")
    if b"\\u0000" in dumped:
        for name, value in columns.items():
            if type(value) is str and "\x00" in value:
                raise ValueError(f"{name} holds a null character")


@lru_cache
def _limits(model: type[models.Model]) -> _Limits:
    fields = [
        (field.attname, field.target_field if isinstance(field, models.ForeignKey) else field)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.attname not in COMMON_COLUMNS
    ]
    return _Limits(
        [(name, field.max_length) for name, field in fields if field.max_length],
        [
            (name, *_range(field))
            for name, field in fields
            if isinstance(field, models.IntegerField)
        ],
    )


def _range(field: "models.IntegerField[Any, Any]") -> tuple[int, int]:
    """The range in the connected database; SQLite names none, and stores 64 bits."""
    minimum, maximum = connection.ops.integer_field_range(field.get_internal_type())
    return -(2**63) if minimum is None else minimum, 2**63 - 1 if maximum is None else maximum


@lru_cache(maxsize=1)
def _hash_key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"mirror row").digest()
