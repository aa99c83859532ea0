"""`/engine/faults`: add, list and clear faults."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from engine.clock import now
from engine.faults.selection import ACTS
from engine.models import Fault
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time, no_content
from engine.wire.errors import NotFoundError
from engine.wire.fields import Fields

FAULT_FIELDS = ("act", "method", "path", "probability", "count", "seed", "options")
METHODS = ("*", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")


def list_faults(call: Call) -> HttpResponse:
    return data_reply([represent_fault(fault) for fault in active_faults().order_by("id")])


def add_fault(call: Call) -> HttpResponse:
    return data_reply(represent_fault(create_fault(call.fields)), status=201)


def clear_faults(call: Call) -> HttpResponse:
    active_faults().delete()
    return no_content()


def clear_fault(call: Call, fault_id: int) -> HttpResponse:
    deleted, _ = Fault.objects.filter(pk=fault_id).delete()
    if not deleted:
        raise NotFoundError
    return no_content()


def active_faults() -> QuerySet[Fault]:
    return Fault.objects.filter(act__in=ACTS)


def create_fault(fields: Fields) -> Fault:
    """Create a fault; fields that no other fault has are its options."""
    options: dict[str, Any] = {k: v for k, v in fields.values.items() if k not in FAULT_FIELDS}
    values = fields.values.get("options")
    if isinstance(values, dict):
        options |= values
    fault = Fault(
        act=fields.choice("act", ACTS, required=True),
        method=fields.choice("method", METHODS, default="*"),
        path=fields.text("path", default="*", max_length=500),
        probability=probability_field(fields),
        left=fields.integer("count", minimum=1) if "count" in fields else None,
        seed=fields.integer("seed"),
        options=options,
        created_at=now(),
    )
    fields.raise_errors()
    fault.save()
    return fault


def probability_field(fields: Fields) -> float:
    value = fields.values.get("probability", 1)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        fields.add_error("probability", "The probability must be between 0 and 1.")
        return 1.0
    return float(value)


def represent_fault(fault: Fault) -> dict[str, object]:
    return {
        "id": fault.pk,
        "act": fault.act,
        "method": fault.method,
        "path": fault.path,
        "probability": fault.probability,
        "left": fault.left,
        "seed": fault.seed,
        "options": fault.options,
        "seen": fault.seen,
        "hits": fault.hits,
        "created_at": iso_time(fault.created_at),
    }
