"""Callbacks that are lost, late, doubled or wrong, when a fault says so."""

import uuid
from datetime import timedelta

import orjson

from engine.bench.faults import CALLBACK_ACTS, strikes
from engine.models import Delivery

BEHIND = 1.5


def tampered(delivery: Delivery) -> list[Delivery]:
    """What is queued in place of one callback."""
    chosen = {fault.act: fault for fault in strikes(CALLBACK_ACTS)}
    if "callback_lose" in chosen:
        delivery.state, delivery.due_at = Delivery.ABANDONED, None
    if "callback_late" in chosen and delivery.due_at:
        seconds = float(chosen["callback_late"].options.get("seconds", 10))
        delivery.due_at += timedelta(seconds=seconds)
    if "callback_reorder" in chosen:
        # Waits for the next callback, which lets it go behind itself.
        delivery.due_at = None
    else:
        release(delivery)
    if "callback_wrong_file" in chosen:
        body = orjson.loads(delivery.body)
        named = chosen["callback_wrong_file"].options.get("file_id", str(uuid.uuid4()))
        delivery.body = orjson.dumps({**body, "file_id": named}).decode()
    if "callback_double" in chosen:
        return [delivery, copied(delivery)]
    return [delivery]


def release(delivery: Delivery) -> None:
    """Send those that were held back, a moment after this one."""
    behind = delivery.created_at + timedelta(seconds=BEHIND)
    Delivery.objects.filter(state=Delivery.WAITING, due_at__isnull=True).update(due_at=behind)


def copied(delivery: Delivery) -> Delivery:
    return Delivery(
        account_id=delivery.account_id,
        container_id_sent=delivery.container_id_sent,
        file_uuid=delivery.file_uuid,
        url=delivery.url,
        body=delivery.body,
        state=delivery.state,
        due_at=delivery.due_at,
        created_at=delivery.created_at,
    )
