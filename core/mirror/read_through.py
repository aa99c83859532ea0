"""Objects fetched by id while a person or a service waits, and stored in the mirror."""

from collections.abc import Sequence
from typing import Any

from core.clients.console import FetchedObjects
from core.clients.errors import RemoteNotFoundError
from core.mirror import clock, remote, store
from core.mirror.resources import M, Resource, Scope

TIMEOUT_SECONDS = 2.0


def fetch_one(resource: Resource[M], scope: Scope, key: Any) -> M | None:
    """The object as the remote has it now, mirrored; None when the remote doesn't have it.

    One request, which waits at most two seconds for the rate limit, and as long for its reply.
    Raises RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    requested_at = clock.now()
    try:
        reply = remote.console().get(
            resource.object_path(scope, [key]),
            region=scope.region,
            timeout=TIMEOUT_SECONDS,
            attempts=1,
            max_wait=TIMEOUT_SECONDS,
        )
    except RemoteNotFoundError:
        store.mark_gone(resource, scope, [key], requested_at=requested_at)
        return None
    keys = store_reply(resource, scope, reply)
    return resource.model._default_manager.filter(pk__in=keys, gone_at=None).first()


def store_reply(resource: Resource[Any], scope: Scope, reply: FetchedObjects) -> Sequence[Any]:
    """Write a reply of the remote straight into the mirror; returns the keys in it.

    Raises OtherAccountError.
    """
    remote.check_owner(resource, reply.rows)
    outcome = store.store_rows(resource, scope, reply.rows, requested_at=reply.requested_at)
    return outcome.keys
