"""Making, changing and deleting base projects."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets.forms.remote import FAILURES
from projects import services
from projects.forms import ProjectChangeForm, ProjectForm
from projects.models import Project
from projects.tables import type_label


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def new(request: SignedInRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.create_project(**form.values(), by=actor_of(request))
        except FAILURES as error:
            form.add_failure(error)
        else:
            messages.success(request, f"“{project.name}” is there. Its key works from now on.")
            return redirect("projects:project", project.pk)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def edit(request: SignedInRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.live(), pk=project_id)
    form = ProjectChangeForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_project(project=project, **changes, by=actor_of(request))
        except FAILURES as error:
            form.add_failure(error)
        else:
            messages.success(request, "Changed." if changes else "Nothing was changed.")
            return redirect("projects:project", project.pk)
    return _form(request, form, project)


@require_POST
@requires(Role.OPERATOR)
def delete(request: SignedInRequest, project_id: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.live(), pk=project_id)
    try:
        services.delete_project(project=project, by=actor_of(request))
    except FAILURES as error:
        messages.error(request, str(error))
        return redirect("projects:project", project.pk)
    messages.success(request, f"“{project.name}” is deleted: its key no longer works.")
    return redirect("projects:list")


def _form(
    request: SignedInRequest, form: ProjectChangeForm, project: Project | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "project": project,
        "type_label": type_label(project) if project else "",
    }
    status = 422 if form.errors else 200
    return render(request, "projects/acts/project_form.html", context, status=status)
