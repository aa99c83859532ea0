"""The page of one pass: what it read, what is missing, and a person's decision when it is held."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from clients.errors import RemoteError
from mirror import remote, resources, services
from mirror.models import MirrorPass, PassState, QuarantinedRow

ROWS_SHOWN = 200


@require_safe
def pass_page(request: SignedInRequest, pass_id: int) -> HttpResponse:
    row = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        resource = resources.named(row.resource)
    except KeyError as error:
        raise Http404(f"There is no resource {row.resource}.") from error
    pages = Paginator(row.missing.order_by("pk"), ROWS_SHOWN)
    page = pages.get_page(request.GET.get("page"))
    to_key = resource.model._meta.pk.to_python
    keys = [to_key(one.remote_id) for one in page]
    context = {
        "row": row,
        "resource": resource,
        "page": page,
        "missing": resource.model._default_manager.filter(pk__in=keys),
        "is_held": row.state == PassState.HELD,
        "release": services.release_of(row),
        "may_decide": has_role(request.user, Role.OPERATOR),
    }
    return render(request, "mirror/pass.html", context)


@require_POST
@requires(Role.OPERATOR)
def release(request: SignedInRequest, pass_id: int) -> HttpResponse:
    """Confirm by GET what is missing, and mark it as gone."""
    held = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        job = services.release_held(held=held, by=actor_of(request))
    except services.NotHeld as error:
        messages.warning(request, str(error))
        return redirect("mirror:pass", pass_id)
    messages.success(request, "Asking the remote for each missing row.")
    return redirect("jobs:job", job.pk)


@require_POST
@requires(Role.OPERATOR)
def dismiss(request: SignedInRequest, pass_id: int) -> HttpResponse:
    """Leave every row as it is."""
    held = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        services.dismiss_held(held=held, by=actor_of(request))
    except services.NotHeld as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Nothing was marked as gone. The next full pass asks again.")
    return redirect("mirror:sync")


@require_POST
@requires(Role.OPERATOR)
def retry_quarantined(request: SignedInRequest, row_id: int) -> HttpResponse:
    """Fetch one object again that could not be read."""
    row = get_object_or_404(QuarantinedRow, pk=row_id)
    try:
        still = services.retry_quarantined(row=row)
    except (RemoteError, remote.OtherAccount) as error:
        messages.error(request, str(error))
    else:
        if still is None:
            messages.success(request, f"{row.resource} {row.remote_id} is out of quarantine.")
        else:
            messages.warning(request, f"It still can’t be read: {still.error}.")
    return redirect("mirror:sync")
