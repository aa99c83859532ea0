"""Faults of callbacks: lost, late, doubled, out of order or wrong."""

import uuid
from datetime import timedelta

import orjson

from engine.faults.selection import CALLBACK_ACTS, draw_faults
from engine.models import Delivery

REORDER_SECONDS = 1.5


def apply_callback_faults(delivery: Delivery) -> list[Delivery]:
    """The deliveries to queue in place of one."""
    chosen = {fault.act: fault for fault in draw_faults(CALLBACK_ACTS)}
    if "callback_lose" in chosen:
        delivery.state, delivery.due_at = Delivery.ABANDONED, None
    if "callback_late" in chosen and delivery.due_at:
        seconds = float(chosen["callback_late"].options.get("seconds", 10))
        delivery.due_at += timedelta(seconds=seconds)
    if "callback_reorder" in chosen:
        # Held until the next callback, and sent after that one.
        delivery.due_at = None
    else:
        release_held(delivery)
    if "callback_wrong_file" in chosen:
        body = orjson.loads(delivery.body)
        file_id = chosen["callback_wrong_file"].options.get("file_id", str(uuid.uuid4()))
        delivery.body = orjson.dumps({**body, "file_id": file_id}).decode()
    if "callback_double" in chosen:
        return [delivery, copy_delivery(delivery)]
    return [delivery]


def release_held(delivery: Delivery) -> None:
    """Let the held deliveries be sent a moment after this one."""
    due_at = delivery.created_at + timedelta(seconds=REORDER_SECONDS)
    Delivery.objects.filter(state=Delivery.WAITING, due_at__isnull=True).update(due_at=due_at)


def copy_delivery(delivery: Delivery) -> Delivery:
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
