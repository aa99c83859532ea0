"""Pages of file-scanning containers and their scanned files."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role
from mirror.freshness import read_at, seen_at
from mirror.tables import counted
from scanning import resources
from scanning.callbacks.shown import callback_of
from scanning.models import Container, ScannedFile
from scanning.results.shown import shown
from scanning.states import state_of_container, state_of_file
from scanning.tables import CONTAINERS, FILES, engine_label, file_acts


@require_safe
def container_list(request: SignedInRequest) -> HttpResponseBase:
    context = {
        "read_at": read_at(resources.CONTAINERS.name),
        "resource": resources.CONTAINERS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return CONTAINERS.respond(request, Container.objects.all(), "scanning/list.html", context)


@require_safe
def container_page(request: SignedInRequest, container_id: int) -> HttpResponseBase:
    container = get_object_or_404(Container, pk=container_id)
    document = container.document
    context = {
        "container": container,
        "state": state_of_container(container),
        "engine_label": engine_label(container),
        "document": document,
        "buckets": [link.bucket for link in container.bucket_links.select_related("bucket")],
        "callback": callback_of(container),
        "is_admin": has_role(request.user, Role.ADMIN),
        "read_at": read_at(resources.SCANNED_FILES.name, str(container_id)),
        "resource": resources.SCANNED_FILES.name,
        "scope": container_id,
        "may_sync": has_role(request.user, Role.OPERATOR) and not container.is_gone,
    }
    files = ScannedFile.objects.in_container(container_id).select_related("result")
    files = files.defer("payload", "secrets", "result__payload")
    return FILES.respond(
        request,
        files,
        "scanning/container.html",
        context,
        acts=file_acts(container_id) if context["may_sync"] else (),
        is_live=files.processing().exists(),
        count=counted(ScannedFile, container_id),
    )


@require_safe
def file_page(request: SignedInRequest, container_id: int, file_id: UUID) -> HttpResponse:
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    context = {
        "file": file,
        "container": Container.objects.filter(pk=container_id).first(),
        "state": state_of_file(file),
        "engine_label": engine_label(file),
        "read_at": seen_at(file, resources.SCANNED_FILES.name, str(container_id)),
        "document": file.document,
        "shown": shown(file),
        "may_act": has_role(request.user, Role.OPERATOR) and not file.is_gone,
        "error": file.document.get("error"),
    }
    return render(request, "scanning/file.html", context)
