"""The Sync page: what the mirror holds, how fresh it is, and a button for a full pass."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from core.accounts.audit import actor_of, record
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror import resources
from core.mirror.models import MirrorRemote, QuarantinedRow
from core.mirror.presenters import refusal_reason, resource_overviews
from core.mirror.services import request_full_pass
from core.ui.htmx import wants_fragment
from core.ui.live import render_live_part

QUARANTINE_SHOWN = 50


@require_safe
def sync(request: AuthenticatedHttpRequest) -> HttpResponse:
    overviews = resource_overviews()
    context = {
        "overviews": overviews,
        "is_moving": any(overview.is_moving for overview in overviews),
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    if wants_fragment(request, "passes"):
        facts = [overview.facts() for overview in overviews]
        return render_live_part(request, "mirror/passes.html", context, facts)
    context["remote"] = MirrorRemote.objects.first()
    context["why_refused"] = refusal_reason() if context["remote"] else ""
    context["quarantined"] = QuarantinedRow.objects.all()[:QUARANTINE_SHOWN]
    return render(request, "mirror/sync.html", context)


@require_POST
@role_required(Role.OPERATOR)
def start(request: AuthenticatedHttpRequest, resource: str) -> HttpResponse:
    """Start a full pass of one resource, or of one of its lists (`scope`)."""
    scope_id = request.POST.get("scope", "")
    try:
        mirrored = resources.get_resource(resource)
    except KeyError as error:
        raise Http404(f"There is no resource {resource}.") from error
    if scope_id and scope_id not in {scope.id for scope in mirrored.scopes()}:
        raise Http404(f"There is no list {scope_id} of {mirrored.label}.")
    job = request_full_pass(resource=resource, scope=scope_id, by=request.user)
    record(actor=actor_of(request), act="start pass", target=f"{resource} {scope_id}".strip())
    messages.success(request, f"Reading all {mirrored.label} again: job {job.pk}.")
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("mirror:sync")
