"""`/engine/deliveries`: every callback with every attempt at it, newest first."""

import uuid

from django.http import HttpResponse

from engine.models import Delivery
from engine.wire.call import Call
from engine.wire.envelope import iso_time, raw_json
from engine.wire.errors import InvalidFieldsError
from engine.wire.paging import each, page_reply

STATES = (Delivery.WAITING, Delivery.DELIVERED, Delivery.ABANDONED)


def listing(call: Call) -> HttpResponse:
    rows = Delivery.objects.filter(account=call.account).order_by("-id")
    if state := call.query.choice("state", STATES):
        rows = rows.filter(state=state)
    if text := call.query.text("file"):
        try:
            rows = rows.filter(file_uuid=uuid.UUID(text))
        except ValueError:
            raise InvalidFieldsError({"file": ["The file must be a UUID."]}) from None
    call.query.raise_errors()
    return page_reply(call.request, rows, each(represent_delivery))


def represent_delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.pk,
        "file_id": str(delivery.file_uuid),
        "cid": delivery.container_id_sent,
        "url": delivery.url,
        "state": delivery.state,
        "due_at": iso_time(delivery.due_at) if delivery.due_at else None,
        "created_at": iso_time(delivery.created_at),
        "body": raw_json(delivery.body),
        "attempts": [
            {
                "at": iso_time(attempt.at),
                "milliseconds": attempt.milliseconds,
                "status": attempt.status,
                "error": attempt.error,
            }
            for attempt in delivery.tries.order_by("id")
        ],
    }
