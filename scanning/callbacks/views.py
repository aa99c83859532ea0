"""The inbox of callbacks, and where a container's callbacks go."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.secrets import SecretsLostError
from core.ui.htmx import vary_on_htmx, wants_fragment
from scanning.callbacks import addresses, services
from scanning.callbacks.missing import find_missing_callbacks
from scanning.callbacks.presenters import present_delivery, state_of
from scanning.callbacks.tables import DELIVERIES, inbox_rows, replay_action
from scanning.models import Container, Delivery, DeliveryBody, DeliveryState

# Hours: what a page calls them. 0 is for all.
PERIODS = {"1": "the last hour", "24": "the last day", "168": "the last week", "0": "ever"}
TABS = (
    DeliveryState.FAILED,
    DeliveryState.STORED,
    DeliveryState.DUPLICATE,
    DeliveryState.UNMATCHED,
    DeliveryState.QUARANTINED,
    DeliveryState.APPLIED,
)
# Applied ones need no action, and counting them would take longer every day.
COUNTED_STATES = (
    DeliveryState.FAILED,
    DeliveryState.STORED,
    DeliveryState.UNMATCHED,
    DeliveryState.QUARANTINED,
)


@require_safe
def inbox(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return _render_inbox(request, {})


@require_safe
def delivery_page(request: AuthenticatedHttpRequest, delivery_id: int) -> HttpResponseBase:
    """One callback beside the list; as a fragment, alone."""
    deliveries = Delivery.objects.select_related("address", "body")
    delivery = get_object_or_404(deliveries, pk=delivery_id)
    context = {
        "detail": present_delivery(delivery),
        "state": state_of(delivery),
        "may_replay": has_role(request.user, Role.OPERATOR) and delivery.is_replayable,
    }
    if wants_fragment(request, "delivery"):
        return vary_on_htmx(render(request, "scanning/callbacks/detail.html", context))
    return _render_inbox(request, context)


def _render_inbox(request: AuthenticatedHttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    may_act = has_role(request.user, Role.OPERATOR)
    counts = dict(
        Delivery.objects.filter(state__in=COUNTED_STATES)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    inbox_context = {
        "tabs": [(state.value, state.label, counts.get(state.value, 0)) for state in TABS],
        "chosen_states": request.GET.getlist("state"),
        "failed": counts.get(DeliveryState.FAILED, 0),
        "periods": PERIODS,
        "may_act": may_act,
        "missing_callbacks": find_missing_callbacks(),
        "obstacle": addresses.obstacle(),
    }
    return DELIVERIES.respond(
        request,
        inbox_rows(),
        "scanning/callbacks/inbox.html",
        {**inbox_context, **context},
        actions=(replay_action(),) if may_act else (),
        is_live=bool(counts.get(DeliveryState.STORED)),
    )


@require_safe
def delivery_body(request: AuthenticatedHttpRequest, delivery_id: int) -> HttpResponse:
    """The body as it arrived, byte for byte, as a download."""
    body = get_object_or_404(DeliveryBody, pk=delivery_id)
    response = HttpResponse(bytes(body.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="callback-{body.pk}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@role_required(Role.OPERATOR)
def replay(request: AuthenticatedHttpRequest, delivery_id: int) -> HttpResponse:
    deliveries = Delivery.objects.filter(pk=get_object_or_404(Delivery, pk=delivery_id).pk)
    if services.replay(deliveries=deliveries, by=actor_of(request)):
        messages.success(request, "The callback is being applied again.")
    else:
        messages.warning(request, "This callback is still pending, or names no file to fetch.")
    return redirect("scanning:delivery", delivery_id)


@require_POST
@role_required(Role.OPERATOR)
def replay_selected(request: AuthenticatedHttpRequest) -> HttpResponse:
    deliveries = DELIVERIES.selected(request.POST, inbox_rows())
    return _report_replay(request, services.replay(deliveries=deliveries, by=actor_of(request)))


@require_POST
@role_required(Role.OPERATOR)
def replay_failed(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Replay what failed in the last `since` hours; 0 for all that ever failed."""
    hours = request.POST.get("since", "")
    failed = Delivery.objects.filter(state=DeliveryState.FAILED)
    if hours not in PERIODS:
        messages.error(request, "Choose a period whose failed callbacks are to be replayed.")
        return redirect("scanning:callbacks")
    if int(hours):
        failed = failed.filter(received_at__gte=timezone.now() - timedelta(hours=int(hours)))
    return _report_replay(request, services.replay(deliveries=failed, by=actor_of(request)))


def _report_replay(request: AuthenticatedHttpRequest, count: int) -> HttpResponse:
    if count:
        messages.success(
            request, f"{count} callback{'s are' if count > 1 else ' is'} being applied again."
        )
    else:
        messages.warning(
            request, "None of these can be replayed: they are pending or name no file."
        )
    return redirect("scanning:callbacks")


@require_POST
@role_required(Role.ADMIN)
def set_callback(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    """Point the callbacks to a new address of this portal; an old one is accepted for a while."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.set_callback(container=container, by=actor_of(request))
    except (*REMOTE_ERRORS, services.PortalUnreachableError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Callbacks go to a new address of this portal from now on.")
    return redirect("scanning:container", container_id)


@require_POST
@role_required(Role.ADMIN)
def drop_callback(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.drop_callback(container=container, by=actor_of(request))
    except REMOTE_ERRORS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "This container sends no callbacks any more.")
    return redirect("scanning:container", container_id)


@never_cache
@require_POST
@role_required(Role.ADMIN)
def reveal_callback(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    """Show the URL in this one response; the audit trail records who asked."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        url = services.reveal_callback(container=container, by=actor_of(request))
    except SecretsLostError as error:
        messages.error(request, str(error))
        return redirect("scanning:container", container_id)
    context = {"container": container, "url": url}
    return render(request, "scanning/callbacks/url.html", context)
