"""Pages of base projects: the list, one project, and the forms that change projects."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.freshness import list_read_at, row_confirmed_at
from core.mirror.secrets import SecretsLostError
from core.mirror.tables import unread_state
from core.ui.htmx import wants_fragment
from projects import resources, services
from projects.day_chart import day_chart, span_from_query
from projects.forms import ProjectChangeForm, ProjectForm
from projects.health import health_spans
from projects.models import Project
from projects.states import state_of
from projects.tables import PROJECTS, type_label


@require_safe
def project_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    read_at = list_read_at(resources.PROJECTS.name)
    context = {
        "read_at": read_at,
        "resource": resources.PROJECTS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return PROJECTS.respond(
        request, Project.objects.all(), "projects/list.html", context, unread=unread_state(read_at)
    )


@require_safe
def project_page(request: AuthenticatedHttpRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project, pk=project_id)
    return render(request, "projects/project.html", _context(request, project))


@require_POST
@never_cache
@role_required(Role.ADMIN)
def reveal(request: AuthenticatedHttpRequest, project_id: int) -> HttpResponse:
    """The project's page with its secret readable, this once. The audit trail says who looked."""
    project = get_object_or_404(Project, pk=project_id)
    context = _context(request, project)
    try:
        context["secret"] = services.reveal_secret(project=project, by=actor_of(request))
    except SecretsLostError as error:
        context["secret_error"] = str(error)
    template = "secret" if wants_fragment(request, "secret") else "project"
    return render(request, f"projects/{template}.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.create_project(**form.values(), by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(request, f"“{project.name}” is there. Its key works from now on.")
            return redirect("projects:project", project.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit(request: AuthenticatedHttpRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.live(), pk=project_id)
    form = ProjectChangeForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_project(project=project, **changes, by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(request, "Changed." if changes else "Nothing was changed.")
            return redirect("projects:project", project.pk)
    return _form_page(request, form, project)


@require_POST
@role_required(Role.OPERATOR)
def delete(request: AuthenticatedHttpRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.live(), pk=project_id)
    try:
        services.delete_project(project=project, by=actor_of(request))
    except REMOTE_ERRORS as error:
        messages.error(request, str(error))
        return redirect("projects:project", project.pk)
    messages.success(request, f"“{project.name}” is deleted: its key no longer works.")
    return redirect("projects:list")


def _context(request: AuthenticatedHttpRequest, project: Project) -> dict[str, Any]:
    document = project.document
    return {
        "project": project,
        "state": state_of(project),
        "read_at": row_confirmed_at(project, resources.PROJECTS.name),
        "type_label": type_label(project),
        "document": document,
        "masked": document.get("access_secret", ""),
        "buckets": [link.bucket for link in project.bucket_links.select_related("bucket")],
        "external_ids": document.get("external_ids") or [],
        "chart": day_chart(project.pk, span_from_query(request.GET)),
        "spans": health_spans(project.pk),
        "may_act": has_role(request.user, Role.OPERATOR) and not project.is_gone,
        "may_reveal": has_role(request.user, Role.ADMIN),
    }


def _form_page(
    request: AuthenticatedHttpRequest, form: ProjectChangeForm, project: Project | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "project": project,
        "type_label": type_label(project) if project else "",
    }
    status = 422 if form.errors else 200
    return render(request, "projects/project_form.html", context, status=status)
