"""Scanning files again and deleting them, one or many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets.forms.remote import FAILURES
from buckets.services.batches import AT_ONCE, MOST_IDS, TooMany
from jobs.models import Job
from scanning import services
from scanning.models import Container, ScannedFile
from scanning.tables import FILES
from ui.lists import read_picked


@dataclass(frozen=True)
class Act:
    """What is done to picked files, now or by a job, and how a page asks for it."""

    verb: str
    past: str
    warning: str
    look: str
    now: Callable[..., int]
    later: Callable[..., Job]


RESCAN = Act(
    "Scan again",
    "scanned again",
    "What was found before goes, and each is scanned under the container’s settings of now."
    " With ACRCloud each scan is paid for.",
    "btn-primary",
    services.rescan_files,
    services.request_rescan,
)
DELETE = Act(
    "Delete",
    "deleted",
    "They go from the remote with all their results. It can’t be undone.",
    "btn-danger",
    services.delete_files,
    services.request_delete,
)


@require_POST
@requires(Role.OPERATOR)
def rescan_picked(request: SignedInRequest, container_id: int) -> HttpResponse:
    return _picked(request, container_id, RESCAN)


@require_POST
@requires(Role.OPERATOR)
def delete_picked(request: SignedInRequest, container_id: int) -> HttpResponse:
    return _picked(request, container_id, DELETE)


@require_POST
@requires(Role.OPERATOR)
def rescan(request: SignedInRequest, container_id: int, file_id: UUID) -> HttpResponse:
    file = _file(container_id, file_id)
    _act(request, file.container, [file.pk], RESCAN)
    return redirect("scanning:file", container_id, file_id)


@require_POST
@requires(Role.OPERATOR)
def delete(request: SignedInRequest, container_id: int, file_id: UUID) -> HttpResponse:
    file = _file(container_id, file_id)
    _act(request, file.container, [file.pk], DELETE)
    return redirect("scanning:container", container_id)


def _picked(request: SignedInRequest, container_id: int, act: Act) -> HttpResponse:
    """Ask once, with the count of now; act when the count that was agreed to still holds."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    rows = ScannedFile.objects.live().in_container(container_id)
    picked = read_picked(FILES, request.POST, rows, name="name", most=MOST_IDS)
    if not picked.ids:
        messages.warning(request, "No file was picked that is still there.")
        return redirect("scanning:container", container_id)
    if picked.is_agreed:
        _act(request, container, picked.ids, act)
        return redirect("scanning:container", container_id)
    context = {"container": container, "act": act, "picked": picked}
    return render(request, "scanning/acts/confirm_files.html", context)


def _act(request: SignedInRequest, container: Container, ids: Sequence[UUID], act: Act) -> None:
    by = actor_of(request)
    try:
        if len(ids) > AT_ONCE:
            act.later(container=container, ids=ids, by=by)
            messages.success(request, f"{len(ids):,} files are being {act.past}: see Jobs.")
            return
        count = act.now(container=container, ids=ids, by=by)
    except (*FAILURES, TooMany) as error:
        messages.error(request, str(error))
    else:
        word = "file is" if count == 1 else "files are"
        messages.success(request, f"{count} {word} {'being ' if act is RESCAN else ''}{act.past}.")


def _file(container_id: int, file_id: UUID) -> ScannedFile:
    files = ScannedFile.objects.live().select_related("container")
    return get_object_or_404(files, container_id=container_id, pk=file_id)
