"""Where a container's callbacks go, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from mirror.secrets import SecretsLost
from scanning.callbacks import addresses, services
from scanning.models import CallbackAddress, Container, Delivery


class Goes(StrEnum):
    """Where to."""

    NOWHERE = "nowhere"
    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class CallbackShown:
    """`overlap_until` is how long an address before the present one is still taken."""

    goes: Goes
    since: datetime | None
    overlap_until: datetime | None
    last_at: datetime | None
    obstacle: str


def where(container: Container) -> tuple[Goes, CallbackAddress | None]:
    """Where to, and the address of this portal if it is one. Who lost the key can't tell."""
    try:
        url = services.callback_url(container)
    except SecretsLost:
        return Goes.ELSEWHERE, None
    if not url:
        return Goes.NOWHERE, None
    address = addresses.find_url(url)
    return (Goes.HERE if address else Goes.ELSEWHERE), address


def callback_of(container: Container) -> CallbackShown:
    goes, address = where(container)
    older = CallbackAddress.objects.filter(
        container_id=container.pk, retired_at__gt=timezone.now()
    ).order_by("-retired_at")
    newest = Delivery.objects.filter(container_id=container.pk).order_by("-received_at")
    return CallbackShown(
        goes,
        address.made_at if address else None,
        older.values_list("retired_at", flat=True).first(),
        newest.values_list("received_at", flat=True).first(),
        addresses.obstacle(),
    )
