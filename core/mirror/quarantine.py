"""Objects that could not be parsed: stored without their secrets until they can."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import orjson

from core.mirror.models import QuarantinedRow
from core.mirror.resources import Resource, Scope


def update_quarantine(
    resource: Resource[Any],
    scope: Scope,
    readable_keys: Collection[Any],
    unreadable: Iterable[tuple[Any, str, str]],
    *,
    seen_at: datetime,
) -> None:
    """Add the unreadable objects (object, hash, reason), and remove the readable keys."""
    for row, row_hash, reason in unreadable:
        _add(resource, scope, row, row_hash, reason, seen_at)
    if readable_keys:
        QuarantinedRow.objects.filter(
            resource=resource.name, remote_id__in=[str(key) for key in readable_keys]
        ).delete()


def delete_unseen(resource: Resource[Any], scope: Scope, *, since: datetime) -> None:
    """Remove what a list that was read whole since then no longer contains."""
    of_list = QuarantinedRow.objects.filter(resource=resource.name, scope=scope.id)
    of_list.stamped_before(since, field="last_seen_at").delete()


def _add(
    resource: Resource[Any], scope: Scope, row: Any, row_hash: str, reason: str, seen_at: datetime
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
            "payload": _json_of(safe),
            "error": reason,
            "last_seen_at": seen_at,
        },
    )


def _json_of(row: dict[str, Any]) -> str:
    """The object as JSON, without the fields that are nested too deeply to be written."""
    try:
        return orjson.dumps(row).decode()
    except orjson.JSONEncodeError:
        return orjson.dumps(
            {name: _none_if_too_deep(value) for name, value in row.items()}
        ).decode()


def _none_if_too_deep(value: Any) -> Any:
    # In a list, because the value is written one level deep.
    try:
        orjson.dumps([value])
    except orjson.JSONEncodeError:
        return None
    return value
