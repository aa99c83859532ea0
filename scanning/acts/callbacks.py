"""Where a container's callbacks go: for admins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets.forms.remote import FAILURES
from mirror.secrets import SecretsLost
from scanning.callbacks import services
from scanning.models import Container


@require_POST
@requires(Role.ADMIN)
def set_callback(request: SignedInRequest, container_id: int) -> HttpResponse:
    """A new address of this portal; where there was one, both are taken for a while."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.set_callback(container=container, by=actor_of(request))
    except (*FAILURES, services.Unreachable) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Callbacks come to a new address of this portal from now on.")
    return redirect("scanning:container", container_id)


@require_POST
@requires(Role.ADMIN)
def drop_callback(request: SignedInRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        services.drop_callback(container=container, by=actor_of(request))
    except FAILURES as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "This container calls nobody any more.")
    return redirect("scanning:container", container_id)


@never_cache
@require_POST
@requires(Role.ADMIN)
def reveal_callback(request: SignedInRequest, container_id: int) -> HttpResponse:
    """The address stands in this one answer; the trail tells who asked for it."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    try:
        url = services.reveal_callback(container=container, by=actor_of(request))
    except SecretsLost as error:
        messages.error(request, str(error))
        return redirect("scanning:container", container_id)
    context = {"container": container, "url": url}
    return render(request, "scanning/callbacks/revealed.html", context)
