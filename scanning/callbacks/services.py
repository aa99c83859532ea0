"""Replaying callbacks, and changing the address to which a container sends them."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.audit import Actor, record
from core.clients.errors import RemoteError
from core.mirror import secrets, writes
from core.mirror.remote import OtherAccountError, ReadOnlyError
from scanning.callbacks import addresses, dispatch
from scanning.models import Container, Delivery, DeliveryState
from scanning.resources import CONTAINERS


class PortalUnreachableError(Exception):
    """The remote could not reach an address of this portal. The message says why."""


def replay(*, deliveries: QuerySet[Delivery], by: Actor) -> int:
    """Have settled deliveries applied again, whatever became of them; returns how many."""
    chosen = dict(
        Delivery.objects.replayable()
        .filter(pk__in=deliveries.order_by().values("pk"))
        .values_list("pk", "container_id")
    )
    keys = list(chosen)
    count = Delivery.objects.filter(pk__in=keys).update(
        state=DeliveryState.STORED,
        why="",
        settled_at=None,
        due_at=None,
        tries=0,
        repeat_of=None,
        replayed_at=timezone.now(),
    )
    if count:
        record(actor=by, act="replay callbacks", target=_audit_target(keys), count=count)
        for container_id in set(chosen.values()):
            dispatch.ring(container_id)
    return count


def set_callback(*, container: Container, by: Actor) -> Container:
    """Point a container's callbacks to a new address of this portal.

    Its old addresses are accepted for another OVERLAP. Raises PortalUnreachableError, RemoteError,
    ReadOnlyError and OtherAccountError; the old address then stays.
    """
    if obstacle := addresses.obstacle():
        raise PortalUnreachableError(obstacle)
    address, url = addresses.issue(container.pk)
    try:
        changed = writes.change_object(CONTAINERS, container.pk, {"callback_url": url})
    except (RemoteError, ReadOnlyError, OtherAccountError):
        # The change may have been made and its reply lost: accept the new address for a while.
        addresses.retire(address, after=addresses.OVERLAP)
        raise
    addresses.retire_all(container.pk, keep=address, after=addresses.OVERLAP)
    record(actor=by, act="set callback address", target=f"container {container.pk}")
    return changed


def drop_callback(*, container: Container, by: Actor) -> Container:
    """Stop a container's callbacks. Raises RemoteError, ReadOnlyError and OtherAccountError."""
    changed = writes.change_object(CONTAINERS, container.pk, {"callback_url": ""})
    addresses.retire_all(container.pk, after=timedelta(0))
    record(actor=by, act="drop callback address", target=f"container {container.pk}")
    return changed


def reveal_callback(*, container: Container, by: Actor) -> str:
    """The URL that a container calls, for an admin to see; audited. Raises SecretsLostError."""
    record(actor=by, act="reveal callback address", target=f"container {container.pk}")
    return callback_url(container)


def callback_url(container: Container) -> str:
    """The URL that a container calls, for the portal's own use. Raises SecretsLostError."""
    return secrets.unseal(container.secrets).get("callback_url", "")


def _audit_target(keys: list[int]) -> str:
    return f"callback {keys[0]}" if len(keys) == 1 else f"{len(keys)} callbacks"
