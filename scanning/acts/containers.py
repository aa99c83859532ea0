"""Making, changing and deleting containers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets.forms.remote import FAILURES
from buckets.uploads import services as uploads
from buckets.uploads.targets import Closed, NoSuchPlace
from scanning import services
from scanning.callbacks import addresses
from scanning.forms import AddressForm, ContainerForm
from scanning.models import Container
from scanning.uploads import CONTAINER


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def new(request: SignedInRequest) -> HttpResponse:
    form = ContainerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            container = services.create_container(
                **form.values(), region=form.cleaned_data["region"], by=actor_of(request)
            )
        except FAILURES as error:
            form.add_failure(error)
        else:
            messages.success(request, f"“{container.name}” is there. Recordings can be sent to it.")
            return redirect("scanning:container", container.pk)
    context = {"form": form, "obstacle": addresses.obstacle()}
    return _form(request, context, "scanning/acts/container_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def edit(request: SignedInRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    form = ContainerForm(request.POST or None, container=container)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_container(container=container, **changes, by=actor_of(request))
        except FAILURES as error:
            form.add_failure(error)
        else:
            said = "Changed. It holds for what is scanned from now on."
            messages.success(request, said if changes else "Nothing was changed.")
            return redirect("scanning:container", container.pk)
    context = {"form": form, "container": container}
    return _form(request, context, "scanning/acts/container_form.html", form)


@require_POST
@requires(Role.OPERATOR)
def delete(request: SignedInRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.delete_container(container=container, by=actor_of(request))
    except FAILURES as error:
        messages.error(request, str(error))
        return redirect("scanning:container", container.pk)
    messages.success(request, f"“{container.name}” is deleted.")
    return redirect("scanning:list")


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def scan_address(request: SignedInRequest, container_id: int) -> HttpResponse:
    """Send a recording that the remote fetches; it goes the way of an upload from then on."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        intent = uploads.Intent(
            target=CONTAINER,
            target_id=str(container.pk),
            data_type=form.cleaned_data["data_type"],
            title=form.cleaned_data["name"],
            fields={"url": form.cleaned_data["url"]},
            by=actor_of(request),
        )
        try:
            upload = uploads.refer(intent=intent)
        except (NoSuchPlace, Closed) as error:
            form.add_error(None, str(error))
        else:
            return redirect("uploads:upload", upload.public_id)
    context = {"form": form, "container": container}
    return _form(request, context, "scanning/acts/address_form.html", form)


def _form(
    request: SignedInRequest,
    context: dict[str, object],
    template: str,
    form: ContainerForm | AddressForm,
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
