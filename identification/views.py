"""Pages of identification, as `identification:…`."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from clients.errors import RemoteError
from identification.asking import Refusal, ask
from identification.forms import SampleForm
from identification.models import Identification, SecondOpinion
from identification.services import is_offered, job_of
from identification.shown import about_opinion, about_row
from identification.states import state_of
from identification.tables import IDENTIFICATIONS
from identification.uploads import Quota, limited
from projects.models import Project
from ui.htmx import vary, wants_fragment
from ui.live import live_part

RECENT = 6


@csrf_exempt  # put back on `_answer`: checking it reads the body, which must be limited before
@require_http_methods(["GET", "HEAD", "POST"])
def identify_page(request: SignedInRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _limited_answer(request)
    form = SampleForm(initial={"project": _usual_project(request), "second_opinion": False})
    return render(request, "identification/identify.html", _context(request, form))


@requires(Role.OPERATOR)
def _limited_answer(request: SignedInRequest) -> HttpResponseBase:
    return _answer(request, limited(request))


@csrf_protect
def _answer(request: SignedInRequest, quota: Quota) -> HttpResponse:
    """With htmx the result alone, and complaints beside their fields; else a page."""
    form = SampleForm(request.POST, request.FILES)
    fragment = wants_fragment(request, "result")
    context: dict[str, Any] = {}
    status = 200
    try:
        row = ask(form=form, quota=quota, by=actor_of(request))
    except Refusal:
        status = 422
    except RemoteError as error:
        status, context = 502, {"remote_error": str(error)}
    else:
        context = about_row(row)
        if not fragment:
            return redirect("identification:shown", row.pk)
    context |= {**_context(request, form), "is_fragment": fragment}
    template = "answer" if fragment else "identify"
    return vary(render(request, f"identification/{template}.html", context, status=status))


@require_safe
def history(request: SignedInRequest) -> HttpResponseBase:
    rows = Identification.objects.defer("response")
    return IDENTIFICATIONS.respond(request, rows, "identification/history.html")


@require_safe
def shown(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Identification.objects.select_related("second_opinion"), pk=pk)
    return render(request, "identification/shown.html", about_row(row))


@require_safe
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        SecondOpinion.objects.select_related("identification"), identification_id=pk
    )
    if not wants_fragment(request, "opinion"):
        return redirect("identification:shown", pk)
    job = job_of(found)
    facts = (found.state, found.error, found.ended_at, job and job.state)
    return live_part(request, "identification/opinion.html", about_opinion(found), facts)


def _context(request: SignedInRequest, form: SampleForm) -> dict[str, Any]:
    return {
        "form": form,
        "may_identify": has_role(request.user, Role.OPERATOR),
        "has_projects": Project.objects.live().exists(),
        "recent": [
            (row, state_of(row)) for row in Identification.objects.defer("response")[:RECENT]
        ],
        "asks_audiotag": is_offered(),
        "remote_is_engine": settings.REMOTE_IS_ENGINE,
    }


def _usual_project(request: SignedInRequest) -> Project | None:
    """The one this person used last, else the first."""
    live = Project.objects.live()
    last = Identification.objects.filter(by=request.user).values_list("project_id", flat=True)
    used = last.first()
    return (used and live.filter(pk=used).first()) or live.order_by("name", "id").first()
