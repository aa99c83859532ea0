"""The Sync page: what the mirror holds, how fresh it is, and a full pass at a click."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import actor_of, record
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from mirror import resources
from mirror.models import MirrorRemote, QuarantinedRow
from mirror.overview import of_all_resources, why_refused
from mirror.services import request_full_pass
from ui.htmx import wants_fragment
from ui.live import live_part

QUARANTINE_SHOWN = 50


@require_safe
def sync(request: SignedInRequest) -> HttpResponse:
    overviews = of_all_resources()
    context = {
        "overviews": overviews,
        "is_moving": any(one.is_moving for one in overviews),
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    if wants_fragment(request, "passes"):
        facts = [one.facts() for one in overviews]
        return live_part(request, "mirror/passes.html", context, facts)
    context["remote"] = MirrorRemote.objects.first()
    context["why_refused"] = why_refused() if context["remote"] else ""
    context["quarantined"] = QuarantinedRow.objects.all()[:QUARANTINE_SHOWN]
    return render(request, "mirror/sync.html", context)


@require_POST
@requires(Role.OPERATOR)
def start(request: SignedInRequest, resource: str) -> HttpResponse:
    """Ask for a full pass of one resource, or of one of its lists (`scope`)."""
    scope = request.POST.get("scope", "")
    try:
        named = resources.named(resource)
    except KeyError as error:
        raise Http404(f"There is no resource {resource}.") from error
    if scope and scope not in {one.id for one in named.scopes()}:
        raise Http404(f"There is no list {scope} of {named.label}.")
    job = request_full_pass(resource=resource, scope=scope, by=request.user)
    record(actor=actor_of(request), act="start pass", target=f"{resource} {scope}".strip())
    messages.success(request, f"Reading all {named.label} again: job {job.pk}.")
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("mirror:sync")
