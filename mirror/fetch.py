"""Objects fetched by id, now: what a person or a service waits for."""

from collections.abc import Sequence
from typing import Any

from clients.console import Found
from clients.errors import NotThere
from mirror import clock, remote, store
from mirror.resources import M, Resource, Scope

PATIENCE_SECONDS = 2.0


def fetch_one(resource: Resource[M], scope: Scope, key: Any) -> M | None:
    """The object as the remote has it now, mirrored; None when the remote doesn't have it.

    One request, which waits two seconds at most for its turn, and as long for its answer. Raises
    RemoteError and OtherAccount.
    """
    remote.check_same_address()
    asked_at = clock.now()
    try:
        found = remote.console().get(
            resource.object_path(scope, [key]),
            region=scope.region,
            timeout=PATIENCE_SECONDS,
            attempts=1,
            patience=PATIENCE_SECONDS,
        )
    except NotThere:
        store.mark_gone(resource, scope, [key], requested_at=asked_at)
        return None
    keys = keep(resource, scope, found)
    return resource.model._default_manager.filter(pk__in=keys, gone_at=None).first()


def keep(resource: Resource[Any], scope: Scope, found: Found) -> Sequence[Any]:
    """Write an answer of the remote straight into the mirror; returns the keys in it.

    Raises OtherAccount.
    """
    remote.check_owner(resource, found.rows)
    return store.store(resource, scope, found.rows, requested_at=found.requested_at).keys
