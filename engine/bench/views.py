"""`/engine/faults`: put faults up, see what they did, take them down."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from engine.bench.faults import ACTS
from engine.clock import now
from engine.models import Fault
from engine.wire.call import Call
from engine.wire.envelope import iso, nothing, one
from engine.wire.errors import NotFound
from engine.wire.fields import Fields

NAMED = ("act", "method", "path", "probability", "count", "seed", "options")
METHODS = ("*", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")


def list_faults(call: Call) -> HttpResponse:
    return one([shown(fault) for fault in standing().order_by("id")])


def add_fault(call: Call) -> HttpResponse:
    return one(shown(put_up(call.fields)), status=201)


def clear_faults(call: Call) -> HttpResponse:
    standing().delete()
    return nothing()


def clear_fault(call: Call, fault_id: int) -> HttpResponse:
    deleted, _ = Fault.objects.filter(pk=fault_id).delete()
    if not deleted:
        raise NotFound
    return nothing()


def standing() -> QuerySet[Fault]:
    return Fault.objects.filter(act__in=ACTS)


def put_up(fields: Fields) -> Fault:
    """A fault from its description; fields of no general meaning are its options."""
    options: dict[str, Any] = {k: v for k, v in fields.given.items() if k not in NAMED}
    given = fields.given.get("options")
    if isinstance(given, dict):
        options |= given
    fault = Fault(
        act=fields.choice("act", ACTS, required=True),
        method=fields.choice("method", METHODS, default="*"),
        path=fields.text("path", default="*", longest=500),
        probability=probability(fields),
        left=fields.integer("count", least=1) if "count" in fields else None,
        seed=fields.integer("seed"),
        options=options,
        created_at=now(),
    )
    fields.check()
    fault.save()
    return fault


def probability(fields: Fields) -> float:
    value = fields.given.get("probability", 1)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        fields.wrong("probability", "The probability must be between 0 and 1.")
        return 1.0
    return float(value)


def shown(fault: Fault) -> dict[str, object]:
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
        "created_at": iso(fault.created_at),
    }
