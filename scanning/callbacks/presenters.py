"""What pages show of a delivery and of a container's callback destination."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from core.mirror.secrets import SecretsLostError
from core.ui import states
from core.ui.json_text import indented
from core.ui.states import StateBadge
from scanning.callbacks import addresses, services
from scanning.models import (
    CallbackAddress,
    Container,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    ScannedFile,
)

# More than this makes a browser slow; the download has all of it.
MAX_BODY_LENGTH = 200_000

_STATES = {
    DeliveryState.STORED: StateBadge("Pending", "clock"),
    DeliveryState.APPLIED: StateBadge("Applied", "circle-check", "ready"),
    DeliveryState.DUPLICATE: StateBadge("Duplicate", "copy"),
    DeliveryState.UNMATCHED: StateBadge("Unmatched", "help-circle", "outline"),
    DeliveryState.QUARANTINED: StateBadge("Quarantined", "shield-x", "held"),
    DeliveryState.FAILED: states.FAILED,
}


@dataclass(frozen=True, slots=True)
class ShownBody:
    """`pretty` is "" for what can't be formatted as JSON. `is_cut`: not all of it is shown."""

    pretty: str
    raw: str
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDetail:
    delivery: Delivery
    attempts: list[DeliveryAttempt]
    file: ScannedFile | None
    container: Container | None
    body: ShownBody


class CallbackDestination(StrEnum):
    """Where a container's callbacks go."""

    NOWHERE = "nowhere"
    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class CallbackSummary:
    """`overlap_until` is how long an address before the present one is still accepted."""

    destination: CallbackDestination
    since: datetime | None
    overlap_until: datetime | None
    last_at: datetime | None
    obstacle: str


def state_of(delivery: Delivery) -> StateBadge:
    return _STATES[DeliveryState(delivery.state)]


def present_delivery(delivery: Delivery) -> DeliveryDetail:
    file = ScannedFile.objects.filter(pk=delivery.file_id).first() if delivery.file_id else None
    container_id = file.container_id if file else delivery.container_id
    return DeliveryDetail(
        delivery=delivery,
        attempts=list(delivery.attempts.all()),
        file=file,
        container=Container.objects.filter(pk=container_id).first() if container_id else None,
        body=_present_body(bytes(delivery.body.content)),
    )


def _present_body(body: bytes) -> ShownBody:
    raw = body[:MAX_BODY_LENGTH].decode(errors="replace")
    pretty = indented(body)
    is_cut = len(body) > MAX_BODY_LENGTH or len(pretty) > MAX_BODY_LENGTH
    return ShownBody(pretty[:MAX_BODY_LENGTH], raw, is_cut)


def destination_of(container: Container) -> tuple[CallbackDestination, CallbackAddress | None]:
    """Where a container's callbacks go, and the portal's own address if they come here.

    A URL that can't be decrypted counts as somebody else's.
    """
    try:
        url = services.callback_url(container)
    except SecretsLostError:
        return CallbackDestination.ELSEWHERE, None
    if not url:
        return CallbackDestination.NOWHERE, None
    address = addresses.find_by_url(url)
    return (CallbackDestination.HERE if address else CallbackDestination.ELSEWHERE), address


def present_callbacks(container: Container) -> CallbackSummary:
    destination, address = destination_of(container)
    retiring = CallbackAddress.objects.filter(
        container_id=container.pk, retired_at__gt=timezone.now()
    ).order_by("-retired_at")
    newest = Delivery.objects.filter(container_id=container.pk).order_by("-received_at")
    return CallbackSummary(
        destination,
        address.made_at if address else None,
        retiring.values_list("retired_at", flat=True).first(),
        newest.values_list("received_at", flat=True).first(),
        addresses.obstacle(),
    )
