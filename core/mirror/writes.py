"""Changes at the remote: made there first, and its reply goes straight into the mirror."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.db import transaction

from core.clients.console import Row
from core.clients.errors import RemoteNotFoundError, UnreadableReplyError
from core.idempotency.keys import note_made
from core.mirror import remote, store
from core.mirror.read_through import store_reply
from core.mirror.resources import WHOLE_ACCOUNT, M, Resource, Scope


class Unset(Enum):
    """For a field that may be set to None and is left as it is."""

    UNSET = "unset"


def create_object(resource: Resource[M], fields: Row, *, scope: Scope = WHOLE_ACCOUNT) -> M:
    """POST: the object created from `fields`.

    Raises RemoteError, ReadOnlyError, OtherAccountError.
    """
    remote.check_writable()
    reply = remote.console().create(resource.list_path(scope), fields, region=scope.region)
    remote.check_owner(resource, reply.rows)
    with transaction.atomic():
        stored = store.store_rows(resource, scope, reply.rows, requested_at=reply.requested_at)
        # Not where the remote returned an object that it had before, with what that holds.
        if stored.new == len(stored.keys) and not any(_holds_something(row) for row in reply.rows):
            store.record_new_lists(resource, stored.keys, requested_at=reply.requested_at)
        row = _row(resource, stored.keys)
        note_made(resource.name, row.pk)
    return row


def change_object(
    resource: Resource[M], key: Any, fields: Row, *, scope: Scope = WHOLE_ACCOUNT
) -> M:
    """PUT: the object as it is after the change.

    Raises RemoteError, ReadOnlyError, OtherAccountError.
    """
    remote.check_writable()
    path = resource.object_path(scope, [key])
    console = remote.console()
    reply = console.change(path, fields, region=scope.region)
    if not reply.rows:
        reply = console.get(path, region=scope.region)
    return _row(resource, store_reply(resource, scope, reply))


def delete_objects(
    resource: Resource[Any], keys: Sequence[Any], *, scope: Scope = WHOLE_ACCOUNT
) -> int:
    """DELETE: objects are deleted at the remote and marked as gone; returns how many.

    An object that the remote no longer had is not an error. Raises RemoteError, ReadOnlyError,
    OtherAccountError.
    """
    remote.check_writable()
    gone = 0
    size = resource.ids_per_get or 1
    for at in range(0, len(keys), size):
        batch = keys[at : at + size]
        gone += _delete_batch(resource, batch, scope)
    return gone


def _delete_batch(resource: Resource[Any], keys: Sequence[Any], scope: Scope) -> int:
    path = resource.object_path(scope, keys)
    try:
        requested_at = remote.console().delete(path, region=scope.region)
    except RemoteNotFoundError:
        if len(keys) == 1:
            return store.mark_gone_now(resource, scope, keys)
        # The remote answers 404 when one of the ids is unknown: delete each alone.
        return sum(_delete_batch(resource, [key], scope) for key in keys)
    return store.mark_gone(resource, scope, keys, requested_at=requested_at)


def _holds_something(row: Any) -> bool:
    """Whether an object says of its list that it isn't empty: bucket and container tell `num`."""
    return not isinstance(row, dict) or row.get("num") not in (None, 0, "0")


def _row(resource: Resource[M], keys: Sequence[Any]) -> M:
    row = resource.model._default_manager.filter(pk__in=keys).first()
    if row is None:
        raise UnreadableReplyError("The remote made the change, but its reply holds no object.")
    return row
