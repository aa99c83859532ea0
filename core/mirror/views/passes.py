"""The page of one pass: its counts, what is missing, and the decision on a held pass."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.clients.errors import RemoteError
from core.mirror import remote, resources, services
from core.mirror.models import MirrorPass, PassState, QuarantinedRow

ROWS_PER_PAGE = 200


@require_safe
def pass_page(request: AuthenticatedHttpRequest, pass_id: int) -> HttpResponse:
    row = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        resource = resources.get_resource(row.resource)
    except KeyError as error:
        raise Http404(f"There is no resource {row.resource}.") from error
    pages = Paginator(row.missing.order_by("pk"), ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    to_key = resource.model._meta.pk.to_python
    keys = [to_key(missing_row.remote_id) for missing_row in page]
    context = {
        "row": row,
        "resource": resource,
        "page": page,
        "missing": resource.rows.filter(pk__in=keys),
        "is_held": row.state == PassState.HELD,
        "release": services.release_job_of(row),
        "may_decide": has_role(request.user, Role.OPERATOR),
    }
    return render(request, "mirror/pass.html", context)


@require_POST
@role_required(Role.OPERATOR)
def release(request: AuthenticatedHttpRequest, pass_id: int) -> HttpResponse:
    """Confirm by GET what is missing, and mark it as gone."""
    held = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        job = services.release_held(held=held, by=actor_of(request))
    except services.PassNotHeldError as error:
        messages.warning(request, str(error))
        return redirect("mirror:pass", pass_id)
    messages.success(request, "Asking the remote for each missing row.")
    return redirect("jobs:job", job.pk)


@require_POST
@role_required(Role.OPERATOR)
def dismiss(request: AuthenticatedHttpRequest, pass_id: int) -> HttpResponse:
    """Leave every row as it is."""
    held = get_object_or_404(MirrorPass, pk=pass_id)
    try:
        services.dismiss_held(held=held, by=actor_of(request))
    except services.PassNotHeldError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Nothing was marked as gone. The next full pass asks again.")
    return redirect("mirror:sync")


@require_POST
@role_required(Role.OPERATOR)
def retry_quarantined(request: AuthenticatedHttpRequest, row_id: int) -> HttpResponse:
    """Fetch a quarantined object again."""
    row = get_object_or_404(QuarantinedRow, pk=row_id)
    try:
        still_quarantined = services.retry_quarantined(row=row)
    except (RemoteError, remote.OtherAccountError) as error:
        messages.error(request, str(error))
    else:
        if still_quarantined is None:
            messages.success(request, f"{row.resource} {row.remote_id} is out of quarantine.")
        else:
            messages.warning(request, f"It still can’t be read: {still_quarantined.error}.")
    return redirect("mirror:sync")
