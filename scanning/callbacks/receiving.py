"""Keeping a callback, whatever it holds."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from scanning.callbacks import bell, hints
from scanning.models import CallbackAddress, Delivery, DeliveryState

# Who sent it and what they took it for; whatever could be a secret stays outside.
KEPT_HEADERS = (
    "Content-Type",
    "Content-Length",
    "Content-Encoding",
    "Date",
    "Host",
    "User-Agent",
    "X-Forwarded-For",
    "X-Request-Id",
)
LONGEST_HEADER = 500


def keep(
    *, address: CallbackAddress, body: bytes, headers: Mapping[str, str], sender: str
) -> Delivery:
    """Write the callback down: one INSERT, then a ring. One that names no file is quarantined."""
    delivery = Delivery(
        address=address,
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        headers={
            name: headers[name][:LONGEST_HEADER].replace("\0", "")
            for name in KEPT_HEADERS
            if name in headers
        },
        sender=sender,
    )
    try:
        hint = hints.read(body)
    except hints.Unreadable as error:
        delivery.state, delivery.why = DeliveryState.QUARANTINED, str(error)
        delivery.settled_at = timezone.now()
    else:
        delivery.file_id = hint.file_id
        delivery.container_id = hint.container_id or address.container_id
        delivery.remote_state = hint.state
    delivery.save(force_insert=True)
    if delivery.file_id is not None:
        transaction.on_commit(bell.ring)
    return delivery
