"""The inbox: every callback, what was done about it, and doing it again."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from scanning.callbacks import addresses, services
from scanning.callbacks.inspection import inspect
from scanning.callbacks.silence import silences
from scanning.callbacks.states import state_of
from scanning.callbacks.tables import DELIVERIES, inbox_rows, replay_act
from scanning.models import Delivery, DeliveryState
from ui.htmx import vary, wants_fragment

SINCE = {"1": "the last hour", "24": "the last day", "168": "the last week", "0": "ever"}
VIEWS = (
    DeliveryState.FAILED,
    DeliveryState.STORED,
    DeliveryState.DUPLICATE,
    DeliveryState.UNMATCHED,
    DeliveryState.QUARANTINED,
    DeliveryState.APPLIED,
)
# How many were applied asks for nothing, and counting them would take longer every day.
COUNTED = (
    DeliveryState.FAILED,
    DeliveryState.STORED,
    DeliveryState.UNMATCHED,
    DeliveryState.QUARANTINED,
)


@require_safe
def inbox(request: SignedInRequest) -> HttpResponseBase:
    return _inbox(request, {})


@require_safe
def delivery(request: SignedInRequest, delivery_id: int) -> HttpResponseBase:
    """One callback, beside the list; alone where there is no room for both."""
    found = get_object_or_404(Delivery.objects.select_related("address"), pk=delivery_id)
    context = {
        "inspected": inspect(found),
        "state": state_of(found),
        "may_replay": has_role(request.user, Role.OPERATOR) and found.is_replayable,
    }
    if wants_fragment(request, "delivery"):
        return vary(render(request, "scanning/callbacks/detail.html", context))
    return _inbox(request, context)


def _inbox(request: SignedInRequest, context: dict[str, Any]) -> HttpResponseBase:
    may_act = has_role(request.user, Role.OPERATOR)
    counts = dict(
        Delivery.objects.filter(state__in=COUNTED)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    frame = {
        "views": [(one.value, one.label, counts.get(one.value, 0)) for one in VIEWS],
        "chosen": request.GET.getlist("state"),
        "failed": counts.get(DeliveryState.FAILED, 0),
        "since": SINCE,
        "may_act": may_act,
        "silences": silences(),
        "obstacle": addresses.obstacle(),
    }
    return DELIVERIES.respond(
        request,
        inbox_rows(),
        "scanning/callbacks/inbox.html",
        {**frame, **context},
        acts=(replay_act(),) if may_act else (),
        is_live=bool(counts.get(DeliveryState.STORED)),
    )


@require_safe
def body(request: SignedInRequest, delivery_id: int) -> HttpResponse:
    """What arrived, byte for byte, as a download."""
    found = get_object_or_404(Delivery, pk=delivery_id)
    response = HttpResponse(bytes(found.body), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="callback-{found.pk}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@requires(Role.OPERATOR)
def replay(request: SignedInRequest, delivery_id: int) -> HttpResponse:
    chosen = Delivery.objects.filter(pk=get_object_or_404(Delivery, pk=delivery_id).pk)
    if services.replay(deliveries=chosen, by=actor_of(request)):
        messages.success(request, "The callback is applied once more.")
    else:
        messages.warning(request, "This callback waits already, or names no file to ask for.")
    return redirect("scanning:delivery", delivery_id)


@require_POST
@requires(Role.OPERATOR)
def replay_picked(request: SignedInRequest) -> HttpResponse:
    picked = DELIVERIES.picked(request.POST, inbox_rows())
    return _replay(request, services.replay(deliveries=picked, by=actor_of(request)))


@require_POST
@requires(Role.OPERATOR)
def replay_failed(request: SignedInRequest) -> HttpResponse:
    """All that failed within so many hours; 0 for all that ever did."""
    hours = request.POST.get("since", "")
    failed = Delivery.objects.filter(state=DeliveryState.FAILED)
    if hours not in SINCE:
        messages.error(request, "Choose since when failed callbacks are to be replayed.")
        return redirect("scanning:callbacks")
    if int(hours):
        failed = failed.filter(received_at__gte=timezone.now() - timedelta(hours=int(hours)))
    return _replay(request, services.replay(deliveries=failed, by=actor_of(request)))


def _replay(request: SignedInRequest, count: int) -> HttpResponse:
    if count:
        messages.success(
            request, f"{count} callback{'s are' if count > 1 else ' is'} applied again."
        )
    else:
        messages.warning(request, "None of these can be replayed: they wait, or name no file.")
    return redirect("scanning:callbacks")
