"""When a recording was on air: a part of its page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from plays.forms import OnAirForm
from plays.models import OnAirSource, Recording
from plays.services.on_air import set_on_air
from scanning.models import ScannedFile


@require_safe
def on_air(request: AuthenticatedHttpRequest, file_id: UUID) -> HttpResponse:
    """The panel of a recording's page, as a fragment."""
    context = {
        "file": get_object_or_404(ScannedFile, pk=file_id),
        "recording": _known(file_id),
        "may_act": has_role(request.user, Role.OPERATOR),
    }
    return render(request, "plays/on_air.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit_on_air(request: AuthenticatedHttpRequest, file_id: UUID) -> HttpResponse:
    file = get_object_or_404(ScannedFile, pk=file_id)
    form = OnAirForm(request.POST or None, recording=_known(file_id))
    if request.method == "POST" and form.is_valid():
        set_on_air(
            file=file,
            station=form.cleaned_data["station"],
            begins_at=form.cleaned_data["begins_at"],
            source=OnAirSource.PAGE,
            by=actor_of(request),
        )
        return redirect("scanning:file", file.container_id, file.pk)
    context = {"form": form, "file": file}
    return render(request, "plays/on_air_form.html", context, status=422 if form.errors else 200)


def _known(file_id: UUID) -> Recording | None:
    return Recording.objects.filter(pk=file_id).select_related("station").first()
