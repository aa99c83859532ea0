"""Pages of base projects."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from mirror.freshness import read_at, seen_at
from mirror.secrets import SecretsLost
from projects import resources, services
from projects.day_chart import day_chart, span_asked
from projects.health import spans_of
from projects.models import Project
from projects.states import state_of
from projects.tables import PROJECTS, type_label
from ui.htmx import wants_fragment


@require_safe
def project_list(request: SignedInRequest) -> HttpResponseBase:
    context = {
        "read_at": read_at(resources.PROJECTS.name),
        "resource": resources.PROJECTS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return PROJECTS.respond(request, Project.objects.all(), "projects/list.html", context)


@require_safe
def project_page(request: SignedInRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project, pk=project_id)
    return render(request, "projects/project.html", _context(request, project))


@require_POST
@never_cache
@requires(Role.ADMIN)
def reveal(request: SignedInRequest, project_id: int) -> HttpResponse:
    """The project's page with its secret readable, this once. The audit trail says who looked."""
    project = get_object_or_404(Project, pk=project_id)
    context = _context(request, project)
    try:
        context["secret"] = services.reveal_secret(project=project, by=actor_of(request))
    except SecretsLost as error:
        context["secret_error"] = str(error)
    template = "secret" if wants_fragment(request, "secret") else "project"
    return render(request, f"projects/{template}.html", context)


def _context(request: SignedInRequest, project: Project) -> dict[str, Any]:
    document = project.document
    return {
        "project": project,
        "state": state_of(project),
        "read_at": seen_at(project, resources.PROJECTS.name),
        "type_label": type_label(project),
        "document": document,
        "masked": document.get("access_secret", ""),
        "buckets": [link.bucket for link in project.bucket_links.select_related("bucket")],
        "external_ids": document.get("external_ids") or [],
        "chart": day_chart(project.pk, span_asked(request.GET)),
        "spans": spans_of(project.pk),
        "may_act": has_role(request.user, Role.OPERATOR) and not project.is_gone,
        "may_reveal": has_role(request.user, Role.ADMIN),
    }
