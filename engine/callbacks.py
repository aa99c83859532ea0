"""Callbacks to `callback_url`: JSON, three seconds, again with growing pauses until 2xx.

Source: docs.acrcloud.com, File Scanning ("Post result and state with json format to callback
url"). Retries are this engine's choice: the API documents none.
"""

import time
from datetime import timedelta

import orjson
import urllib3
from django.db import transaction

from engine.bench.callbacks import tampered
from engine.clock import now
from engine.models import Container, Delivery, DeliveryAttempt, ScannedFile
from engine.outgoing import Unanswered, called
from engine.processing.outcome import finish
from engine.reach import OutOfReach
from engine.wire.envelope import raw

SECONDS = 3.0
# Seconds before the second attempt, the third, and so on; after the last the callback is given up.
PAUSES = (1, 2, 5, 15, 60, 300, 1800)


def announce(file: ScannedFile, container: Container, results: str | None) -> None:
    """Queue the callback of a file that came to its end, in the transaction that ends it."""
    if not container.callback_url:
        return
    body = orjson.dumps(
        {
            "file_id": str(file.uuid),
            "state": file.state,
            "cid": container.pk,
            "name": file.name,
            "results": raw(results) if results else None,
        }
    )
    moment = now()
    delivery = Delivery(
        account_id=file.account_id,
        container_id_sent=container.pk,
        file_uuid=file.uuid,
        url=container.callback_url,
        body=body.decode(),
        due_at=moment,
        created_at=moment,
    )
    for each in tampered(delivery):
        each.save()


def deliver(delivery: Delivery) -> None:
    """One attempt at a claimed callback, recorded with what came of it."""
    if delivery.attempts > len(PAUSES) + 1:
        # Attempts that left no record took their thread with them: the callback is at fault.
        finish(delivery, state=Delivery.ABANDONED)
        return
    began, clock = now(), time.monotonic()
    status, error = send(delivery)
    attempt = DeliveryAttempt(
        delivery=delivery,
        at=began,
        milliseconds=round((time.monotonic() - clock) * 1000),
        status=status,
        error=error,
    )
    if status is not None and 200 <= status < 300:
        state, due = Delivery.DELIVERED, None
    elif delivery.attempts > len(PAUSES):
        state, due = Delivery.ABANDONED, None
    else:
        state = Delivery.WAITING
        due = now() + timedelta(seconds=PAUSES[delivery.attempts - 1])
    with transaction.atomic():
        attempt.save()
        finish(delivery, state=state, due_at=due)


def send(delivery: Delivery) -> tuple[int | None, str]:
    """The status that came back, or None and why none did."""
    try:
        with called(
            "POST",
            delivery.url,
            body=delivery.body.encode(),
            headers={"Content-Type": "application/json"},
            timeout=urllib3.Timeout(total=SECONDS),
            within=SECONDS,
        ) as reply:
            return reply.status, ""
    except (OutOfReach, Unanswered) as error:
        return None, str(error)
