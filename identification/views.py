"""Pages of identification, as `identification:…`."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.clients.errors import RemoteError
from core.ui.htmx import vary_on_htmx, wants_fragment
from core.ui.live import render_live_part
from identification.forms import IdentifyRefusedError, SampleForm, submit
from identification.models import Identification, SecondOpinion
from identification.presenters import present_identification, present_opinion, state_of
from identification.services.second_opinion import is_enabled, job_of
from identification.tables import IDENTIFICATIONS
from identification.upload_limit import UploadLimit, limit_upload
from projects.models import Project

MAX_RECENT = 6


@csrf_exempt  # checked on `_identify`: the check reads the body, which must be limited before
@require_http_methods(["GET", "HEAD", "POST"])
def identify_page(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _limit_and_identify(request)
    form = SampleForm(initial={"project": _default_project(request), "second_opinion": False})
    return render(request, "identification/identify.html", _context(request, form))


@role_required(Role.OPERATOR)
def _limit_and_identify(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return _identify(request, limit_upload(request))


@csrf_protect
def _identify(request: AuthenticatedHttpRequest, limit: UploadLimit) -> HttpResponse:
    """Respond to htmx with the result and the field errors as fragments, else with a page."""
    form = SampleForm(request.POST, request.FILES)
    is_fragment = wants_fragment(request, "result")
    context: dict[str, Any] = {}
    status = 200
    try:
        row = submit(form=form, limit=limit, by=actor_of(request))
    except IdentifyRefusedError:
        status = 422
    except RemoteError as error:
        status, context = 502, {"remote_error": str(error)}
    else:
        context = present_identification(row)
        if not is_fragment:
            return redirect("identification:detail", row.pk)
    context |= {**_context(request, form), "is_fragment": is_fragment}
    template = "identify_fragments" if is_fragment else "identify"
    return vary_on_htmx(render(request, f"identification/{template}.html", context, status=status))


@require_safe
def history(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    rows = Identification.objects.defer("response")
    return IDENTIFICATIONS.respond(request, rows, "identification/history.html")


@require_safe
def detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Identification.objects.select_related("second_opinion"), pk=pk)
    return render(request, "identification/detail.html", present_identification(row))


@require_safe
def second_opinion(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    opinion = get_object_or_404(
        SecondOpinion.objects.select_related("identification"), identification_id=pk
    )
    if not wants_fragment(request, "opinion"):
        return redirect("identification:detail", pk)
    job = job_of(opinion)
    version = (opinion.state, opinion.error, opinion.ended_at, job and job.state)
    return render_live_part(
        request, "identification/opinion.html", present_opinion(opinion), version
    )


def _context(request: AuthenticatedHttpRequest, form: SampleForm) -> dict[str, Any]:
    return {
        "form": form,
        "may_identify": has_role(request.user, Role.OPERATOR),
        "has_projects": Project.objects.live().exists(),
        "recent": [
            (row, state_of(row)) for row in Identification.objects.defer("response")[:MAX_RECENT]
        ],
        "offers_second_opinion": is_enabled(),
        "remote_is_engine": settings.REMOTE_IS_ENGINE,
    }


def _default_project(request: AuthenticatedHttpRequest) -> Project | None:
    """The project this person used last, else the first by name."""
    projects = Project.objects.live()
    own = Identification.objects.filter(by=request.user)
    last_id = own.values_list("project_id", flat=True).first()
    last = projects.filter(pk=last_id).first() if last_id else None
    return last or projects.order_by("name", "id").first()
