"""Looks for the object of a create whose answer nobody saw. Nothing is sent again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import AuditEntry
from core.clients.console import FetchedObjects
from core.idempotency.keys import is_made_for_a_key
from core.idempotency.models import IdempotencyKey
from core.mirror import remote
from core.mirror.parsing import parse_time
from core.mirror.read_through import store_reply
from core.mirror.resources import WHOLE_ACCOUNT, M, Resource

PER_PAGE = 100
# By how much the remote's clock may differ from the database's.
TOLERANCE = timedelta(minutes=1)


def find_created(resource: Resource[M], fields: Mapping[str, Any], key: IdempotencyKey) -> M | None:
    """The object that the first request of this key made from `fields`, mirrored.

    None where that can't be said for sure: nothing at the remote, or more than one object, has
    this name, type and region, was made since, and is nobody else's. Raises RemoteError and
    OtherAccountError.
    """
    kind, _, made_id = key.made.partition(" ")
    if kind == resource.name:
        return resource.model._default_manager.filter(pk=made_id).first()
    remote.check_same_address()
    found = [reply for reply in _listed(resource) if _may_be(resource, fields, key, reply)]
    if len(found) != 1:
        return None
    keys = store_reply(resource, WHOLE_ACCOUNT, found[0])
    return resource.model._default_manager.filter(pk__in=keys).first()


def _listed(resource: Resource[Any]) -> list[FetchedObjects]:
    """Each object of the remote's list."""
    objects: list[FetchedObjects] = []
    number, last = 1, 1
    while number <= last:
        page = remote.console().page(
            resource.list_path(WHOLE_ACCOUNT), number=number, per_page=PER_PAGE
        )
        objects += [FetchedObjects([row], page.requested_at) for row in page.rows]
        number, last = number + 1, page.last if page.rows else 0
    return objects


def _may_be(
    resource: Resource[Any], fields: Mapping[str, Any], key: IdempotencyKey, reply: FetchedObjects
) -> bool:
    row = reply.rows[0]
    try:
        row_key = resource.key_of(row)
        made_at = parse_time(row.get("created_at"))
    except (LookupError, TypeError, ValueError):
        return False
    return (
        _is_alike(fields, row)
        and made_at is not None
        and made_at >= key.begun_at - TOLERANCE
        and not _is_of_another(resource, row_key, key.begun_at)
    )


def _is_alike(fields: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether name, type and region are as wanted. A project's type has another name in replies."""
    there = {**row, "type": row.get("type", row.get("service_type"))}
    return all(
        there.get(name) is None or str(there[name]) == str(fields[name])
        for name in ("name", "type", "region")
        if fields.get(name)
    )


def _is_of_another(resource: Resource[Any], row_key: Any, begun_at: datetime) -> bool:
    """Whether it was known before, or is what another act made.

    The audit trail is written after the object was noted for its key: what it names and no key
    has was made without one.
    """
    created = AuditEntry.objects.filter(act__startswith="create ", at__gte=begun_at - TOLERANCE)
    return (
        resource.rows.filter(pk=row_key, fetched_at__lt=begun_at).exists()
        or is_made_for_a_key(resource.name, row_key)
        or created.filter(target__endswith=f" {row_key}").exists()
    )
