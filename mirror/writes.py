"""Changes at the remote: done there first, and its own answer goes straight into the mirror."""

from collections.abc import Sequence
from typing import Any

from clients.console import Row
from clients.errors import NotThere, UnreadableReply
from mirror import remote, store
from mirror.fetch import keep
from mirror.resources import WHOLE_ACCOUNT, M, Resource, Scope


def create(resource: Resource[M], fields: Row, *, scope: Scope = WHOLE_ACCOUNT) -> M:
    """POST: the object made of `fields`. Raises RemoteError, ReadOnly, OtherAccount."""
    remote.check_writable()
    found = remote.console().create(resource.list_path(scope), fields, region=scope.region)
    return _row(resource, keep(resource, scope, found))


def change(resource: Resource[M], key: Any, fields: Row, *, scope: Scope = WHOLE_ACCOUNT) -> M:
    """PUT: the object as it is after the change. Raises RemoteError, ReadOnly, OtherAccount."""
    remote.check_writable()
    path = resource.object_path(scope, [key])
    console = remote.console()
    found = console.change(path, fields, region=scope.region)
    if not found.rows:
        found = console.get(path, region=scope.region)
    return _row(resource, keep(resource, scope, found))


def delete(resource: Resource[Any], keys: Sequence[Any], *, scope: Scope = WHOLE_ACCOUNT) -> int:
    """DELETE: what the remote doesn't have any more is gone from the mirror; returns how many.

    An object that had gone before is not an error. Raises RemoteError, ReadOnly, OtherAccount.
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
        asked_at = remote.console().delete(path, region=scope.region)
    except NotThere:
        if len(keys) == 1:
            return store.mark_gone_now(resource, scope, keys)
        # One unknown id refuses them all: delete each alone.
        return sum(_delete_batch(resource, [key], scope) for key in keys)
    return store.mark_gone(resource, scope, keys, requested_at=asked_at)


def _row(resource: Resource[M], keys: Sequence[Any]) -> M:
    row = resource.model._default_manager.filter(pk__in=keys).first()
    if row is None:
        raise UnreadableReply("The remote did what was asked, but answered with no object.")
    return row
