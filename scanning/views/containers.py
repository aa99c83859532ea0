"""Pages of containers: browsing, creating, changing and deleting them."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.freshness import list_read_at
from core.mirror.tables import count_by_tally, unread_state
from core.uploads.receive import Intent, receive_reference
from core.uploads.targets import NoSuchTargetError, TargetClosedError
from scanning import resources
from scanning.callbacks import addresses
from scanning.callbacks.presenters import present_callbacks
from scanning.forms import AddressForm, ContainerForm
from scanning.models import Container, ScannedFile
from scanning.services import containers as services
from scanning.states import state_of_container
from scanning.tables import (
    CONTAINERS,
    engine_label,
    file_actions,
    files_list,
    with_extensions,
)
from scanning.upload_target import CONTAINER


@require_safe
def container_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    read_at = list_read_at(resources.CONTAINERS.name)
    context = {
        "read_at": read_at,
        "resource": resources.CONTAINERS.name,
        "may_sync": has_role(request.user, Role.OPERATOR),
    }
    return CONTAINERS.respond(
        request,
        Container.objects.all(),
        "scanning/list.html",
        context,
        unread=unread_state(read_at),
    )


@require_safe
def container_page(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponseBase:
    container = get_object_or_404(Container, pk=container_id)
    read_at = list_read_at(resources.SCANNED_FILES.name, str(container_id))
    context = {
        "container": container,
        "state": state_of_container(container),
        "engine_label": engine_label(container),
        "document": container.document,
        "buckets": [link.bucket for link in container.bucket_links.select_related("bucket")],
        "callback": present_callbacks(container),
        "is_admin": has_role(request.user, Role.ADMIN),
        "read_at": read_at,
        "resource": resources.SCANNED_FILES.name,
        "scope": container_id,
        "may_sync": has_role(request.user, Role.OPERATOR) and not container.is_gone,
    }
    files = ScannedFile.objects.in_container(container_id).select_related("result")
    files = files.defer("payload", "secrets", "result__payload")
    return files_list().respond(
        request,
        with_extensions(files),
        "scanning/container.html",
        context,
        actions=file_actions(container_id) if context["may_sync"] else (),
        is_live=files.processing().exists(),
        count=count_by_tally(ScannedFile, container_id),
        unread=unread_state(read_at),
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def create_container(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = ContainerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            container = services.create_container(
                **form.values(), region=form.cleaned_data["region"], by=actor_of(request)
            )
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(
                request, f"“{container.name}” was created. Recordings can be sent to it."
            )
            return redirect("scanning:container", container.pk)
    context = {"form": form, "obstacle": addresses.obstacle()}
    return _render_form(request, context, "scanning/container_form.html", form)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit_container(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    form = ContainerForm(request.POST or None, container=container)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_container(container=container, **changes, by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            message = "Changed. It applies to what is scanned from now on."
            messages.success(request, message if changes else "Nothing was changed.")
            return redirect("scanning:container", container.pk)
    context = {"form": form, "container": container}
    return _render_form(request, context, "scanning/container_form.html", form)


@require_POST
@role_required(Role.OPERATOR)
def delete_container(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.delete_container(container=container, by=actor_of(request))
    except REMOTE_ERRORS as error:
        messages.error(request, str(error))
        return redirect("scanning:container", container.pk)
    messages.success(request, f"“{container.name}” was deleted.")
    return redirect("scanning:list")


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def scan_from_address(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    """Have the remote fetch a recording from an address, which is then followed like an upload."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        intent = Intent(
            target=CONTAINER,
            target_id=str(container.pk),
            data_type=form.cleaned_data["data_type"],
            title=form.cleaned_data["name"],
            fields={"url": form.cleaned_data["url"]},
            by=actor_of(request),
        )
        try:
            upload = receive_reference(intent=intent)
        except (NoSuchTargetError, TargetClosedError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("uploads:upload", upload.public_id)
    context = {"form": form, "container": container}
    return _render_form(request, context, "scanning/scan_from_address.html", form)


def _render_form(
    request: AuthenticatedHttpRequest,
    context: dict[str, object],
    template: str,
    form: ContainerForm | AddressForm,
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
