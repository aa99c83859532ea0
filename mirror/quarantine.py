"""Objects that could not be read: kept apart, without their secrets, until they can."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from mirror.models import QuarantinedRow
from mirror.resources import Resource, Scope
from mirror.rows import ReadRow


def settle(
    resource: Resource[Any],
    scope: Scope,
    readable: Sequence[ReadRow],
    broken: Iterable[tuple[Any, str, str]],
) -> None:
    """Put in what is broken (object, hash, why), and take out what can be read now."""
    for row, row_hash, why in broken:
        _put_in(resource, scope, row, row_hash, why)
    if readable:
        QuarantinedRow.objects.filter(
            resource=resource.name, remote_id__in=[str(row.key) for row in readable]
        ).delete()


def _put_in(resource: Resource[Any], scope: Scope, row: Any, row_hash: str, why: str) -> None:
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
            "payload": orjson.dumps(safe).decode(),
            "error": why,
        },
    )
