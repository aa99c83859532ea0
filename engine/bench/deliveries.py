"""`/engine/deliveries`: every callback with every attempt at it, newest first."""

import uuid

from django.http import HttpResponse

from engine.models import Delivery
from engine.wire.call import Call
from engine.wire.envelope import iso, raw
from engine.wire.errors import Invalid
from engine.wire.paging import paged

STATES = (Delivery.WAITING, Delivery.DELIVERED, Delivery.ABANDONED)


def listing(call: Call) -> HttpResponse:
    rows = Delivery.objects.filter(account=call.account).order_by("-id")
    if state := call.query.choice("state", STATES):
        rows = rows.filter(state=state)
    if text := call.query.text("file"):
        try:
            rows = rows.filter(file_uuid=uuid.UUID(text))
        except ValueError:
            raise Invalid({"file": ["The file must be a UUID."]}) from None
    call.query.check()
    return paged(call.request, rows, lambda found: [shown(delivery) for delivery in found])


def shown(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.pk,
        "file_id": str(delivery.file_uuid),
        "cid": delivery.container_id_sent,
        "url": delivery.url,
        "state": delivery.state,
        "due_at": iso(delivery.due_at) if delivery.due_at else None,
        "created_at": iso(delivery.created_at),
        "body": raw(delivery.body),
        "attempts": [
            {
                "at": iso(attempt.at),
                "milliseconds": attempt.milliseconds,
                "status": attempt.status,
                "error": attempt.error,
            }
            for attempt in delivery.tries.order_by("id")
        ],
    }
