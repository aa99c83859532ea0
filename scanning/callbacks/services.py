"""What people do with callbacks: replay them, and change the address at which they arrive."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import Actor, record
from clients.errors import RemoteError
from mirror import secrets, writes
from mirror.remote import OtherAccount, ReadOnly
from scanning.callbacks import addresses, bell
from scanning.models import Container, Delivery, DeliveryState
from scanning.resources import CONTAINERS


class Unreachable(Exception):
    """The remote could not reach an address of this portal. The message says why."""


def replay(*, deliveries: QuerySet[Delivery], by: Actor) -> int:
    """Apply deliveries once more, whatever became of them; returns how many there are to apply."""
    chosen = list(
        Delivery.objects.replayable()
        .filter(pk__in=deliveries.order_by().values("pk"))
        .values_list("pk", flat=True)
    )
    count = Delivery.objects.filter(pk__in=chosen).update(
        state=DeliveryState.STORED,
        why="",
        settled_at=None,
        taken_up_at=None,
        tries=0,
        repeat_of=None,
        replayed_at=timezone.now(),
    )
    if count:
        record(actor=by, act="replay callbacks", target=_named(chosen), count=count)
        bell.ring()
    return count


def set_callback(*, container: Container, by: Actor) -> Container:
    """Have a container call a new address of this portal; its old ones are taken a while longer.

    Raises Unreachable, RemoteError, ReadOnly and OtherAccount; then the old address stays.
    """
    if obstacle := addresses.obstacle():
        raise Unreachable(obstacle)
    address, url = addresses.issue(container.pk)
    try:
        changed = writes.change(CONTAINERS, container.pk, {"callback_url": url})
    except (RemoteError, ReadOnly, OtherAccount):
        # Perhaps it was set before the answer got lost: the address is taken for a while.
        addresses.retire_one(address, after=addresses.OVERLAP)
        raise
    addresses.retire(container.pk, but=address, after=addresses.OVERLAP)
    record(actor=by, act="set callback address", target=f"container {container.pk}")
    return changed


def drop_callback(*, container: Container, by: Actor) -> Container:
    """Have a container call nobody. Raises RemoteError, ReadOnly and OtherAccount."""
    changed = writes.change(CONTAINERS, container.pk, {"callback_url": ""})
    addresses.retire(container.pk, after=timedelta(0))
    record(actor=by, act="drop callback address", target=f"container {container.pk}")
    return changed


def reveal_callback(*, container: Container, by: Actor) -> str:
    """The URL that a container calls, in the clear. Raises SecretsLost."""
    record(actor=by, act="reveal callback address", target=f"container {container.pk}")
    return callback_url(container)


def callback_url(container: Container) -> str:
    """For the portal's own use. Raises SecretsLost."""
    return secrets.unseal(container.secrets).get("callback_url", "")


def _named(keys: list[int]) -> str:
    return f"callback {keys[0]}" if len(keys) == 1 else f"{len(keys)} callbacks"
