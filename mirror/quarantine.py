"""Objects that could not be read: kept apart, without their secrets, until they can."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from mirror import clock
from mirror.models import QuarantinedRow
from mirror.resources import Resource, Scope


def settle(
    resource: Resource[Any],
    scope: Scope,
    readable: Collection[Any],
    broken: Iterable[tuple[Any, str, str]],
    *,
    seen_at: datetime,
) -> None:
    """Put in what is broken (object, hash, why), and take out the keys that can be read now."""
    for row, row_hash, why in broken:
        _put_in(resource, scope, row, row_hash, why, seen_at)
    if readable:
        QuarantinedRow.objects.filter(
            resource=resource.name, remote_id__in=[str(key) for key in readable]
        ).delete()


def forget_unseen(resource: Resource[Any], scope: Scope, *, since: datetime) -> None:
    """Take out what a list that was read whole since then did not show any more."""
    older = Q(last_seen_at__lt=since) | clock.from_the_future("last_seen_at")
    QuarantinedRow.objects.filter(older, resource=resource.name, scope=scope.id).delete()


def _put_in(
    resource: Resource[Any], scope: Scope, row: Any, row_hash: str, why: str, seen_at: datetime
) -> None:
    safe = dict(row) if isinstance(row, dict) else {"value": row}
    for name in resource.secret_fields:
        if safe.get(name):
            safe[name] = "*" * len(str(safe[name]))
    remote_id = str(safe.get("id") or "")[:64]
    QuarantinedRow.objects.update_or_create(
        resource=resource.name,
        scope=scope.id,
        identity=remote_id or row_hash,
        defaults={
            "remote_id": remote_id,
            "payload": _text(safe),
            "error": why,
            "last_seen_at": seen_at,
        },
    )


def _text(row: dict[str, Any]) -> str:
    """The object as JSON, without the fields that are nested too deeply to be written."""
    try:
        return orjson.dumps(row).decode()
    except orjson.JSONEncodeError:
        return orjson.dumps({name: _or_nothing(value) for name, value in row.items()}).decode()


def _or_nothing(value: Any) -> Any:
    # One level less than what holds it may have.
    try:
        orjson.dumps([value])
    except orjson.JSONEncodeError:
        return None
    return value
