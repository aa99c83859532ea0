"""The pattern by which the names of a container's recordings are read, tried before it is saved."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, role_required
from plays.forms import NamePatternForm
from plays.models import NamePattern
from plays.naming import NameReading, reading_of
from plays.services.names import drop_pattern, save_pattern
from scanning.models import Container, ScannedFile

MAX_TRIED = 20


@dataclass(frozen=True, slots=True)
class TriedName:
    name: str
    reading: NameReading | None


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def name_pattern(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    """Saves a pattern, or only tries it on the newest names."""
    container = get_object_or_404(Container, pk=container_id)
    known = NamePattern.objects.filter(pk=container_id).first()
    form = NamePatternForm(request.POST or None, pattern=known)
    if form.is_valid() and "try" not in request.POST:
        save_pattern(container=container, **form.cleaned_data, by=actor_of(request))
        messages.success(request, "Saved. The names that are there are being read: see Jobs.")
        return redirect("scanning:container", container_id)
    tried: list[TriedName] = []
    if form.is_valid():
        tried = _tried(container_id, NamePattern(pk=container_id, **form.cleaned_data))
    elif known is not None and not form.is_bound:
        tried = _tried(container_id, known)
    context = {"form": form, "container": container, "known": known, "tried": tried}
    status = 422 if form.errors else 200
    return render(request, "plays/names.html", context, status=status)


@require_POST
@role_required(Role.OPERATOR)
def drop(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    container = get_object_or_404(Container, pk=container_id)
    drop_pattern(container=container, by=actor_of(request))
    messages.success(request, "Names are no longer read. What was read stays.")
    return redirect("scanning:container", container_id)


def _tried(container_id: int, pattern: NamePattern) -> list[TriedName]:
    files = ScannedFile.objects.filter(container=container_id).order_by("-created_at", "-pk")
    names = files.values_list("name", flat=True)[:MAX_TRIED]
    return [TriedName(name, reading_of(pattern, name)) for name in names]
