"""Callbacks to `callback_url`: JSON, a timeout of three seconds, retried until they get a 2xx.

Source: docs.acrcloud.com, File Scanning ("Post result and state with json format to callback
url"). Retries are this engine's choice: the API documents none.
"""

import time
from datetime import timedelta

import orjson
import urllib3
from django.db import transaction

from core.net.outgoing import RequestFailedError, open_url
from core.net.ssrf_guard import AddressRefusedError
from engine.clock import now
from engine.faults.callbacks import apply_callback_faults
from engine.models import Container, Delivery, DeliveryAttempt, ScannedFile
from engine.processing.outcome import finish
from engine.processing.outgoing import HEADERS, ssrf_guard
from engine.wire.envelope import raw_json

TIMEOUT_SECONDS = 3.0
# Seconds before the second attempt, the third, and so on; after the last it is abandoned.
RETRY_DELAYS = (1, 2, 5, 15, 60, 300, 1800)


def queue_callback(file: ScannedFile, container: Container, results: str | None) -> None:
    """Queue the callback of a finished file, in the transaction that finishes it."""
    if not container.callback_url:
        return
    body = orjson.dumps(
        {
            "file_id": str(file.uuid),
            "state": file.state,
            "cid": container.pk,
            "name": file.name,
            "results": raw_json(results) if results else None,
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
    for queued in apply_callback_faults(delivery):
        queued.save()


def deliver(delivery: Delivery) -> None:
    """Make one attempt at a claimed callback, and record it."""
    if delivery.attempts > len(RETRY_DELAYS) + 1:
        # Unrecorded attempts crashed their thread: the callback counts as the cause.
        finish(delivery, state=Delivery.ABANDONED)
        return
    started_at, started = now(), time.monotonic()
    status, error = send_callback(delivery)
    attempt = DeliveryAttempt(
        delivery=delivery,
        at=started_at,
        milliseconds=round((time.monotonic() - started) * 1000),
        status=status,
        error=error,
    )
    if status is not None and 200 <= status < 300:
        state, due = Delivery.DELIVERED, None
    elif delivery.attempts > len(RETRY_DELAYS):
        state, due = Delivery.ABANDONED, None
    else:
        state = Delivery.WAITING
        due = now() + timedelta(seconds=RETRY_DELAYS[delivery.attempts - 1])
    with transaction.atomic():
        attempt.save()
        finish(delivery, state=state, due_at=due)


def send_callback(delivery: Delivery) -> tuple[int | None, str]:
    """The HTTP status, or None and the error."""
    try:
        with open_url(
            "POST",
            delivery.url,
            guard=ssrf_guard(),
            body=delivery.body.encode(),
            headers={**HEADERS, "Content-Type": "application/json"},
            timeout=urllib3.Timeout(total=TIMEOUT_SECONDS),
            deadline=TIMEOUT_SECONDS,
        ) as reply:
            return reply.status, ""
    except (AddressRefusedError, RequestFailedError) as error:
        return None, str(error)
