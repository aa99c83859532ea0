"""Pages of scanned files: the file with its results, scanning again and deleting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.jobs.models import Job
from core.mirror.batches import BATCH_SIZE, MAX_IDS, TooManyObjectsError
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.freshness import row_confirmed_at
from core.ui.lists import read_selection
from core.ui.live import render_live_part
from scanning.models import Container, ScannedFile
from scanning.resources import SCANNED_FILES
from scanning.results.export import as_csv
from scanning.results.presenters import current_result, present_results, segments_of
from scanning.services import files as services
from scanning.states import state_of_file
from scanning.tables import engine_label, files_list


@dataclass(frozen=True)
class FileAction:
    """An action on selected files, done at once or by a job, and its words on the pages."""

    verb: str
    participle: str
    warning: str
    button_class: str
    run: Callable[..., int]
    request_job: Callable[..., Job]


RESCAN = FileAction(
    "Scan again",
    "scanned again",
    "Their present results are discarded, and each is scanned with the present settings of the"
    " container. ACRCloud charges for each scan.",
    "btn-primary",
    services.rescan_files,
    services.request_rescan,
)
DELETE = FileAction(
    "Delete",
    "deleted",
    "They are deleted at the remote with all their results. This can’t be undone.",
    "btn-danger",
    services.delete_files,
    services.request_delete,
)


@require_safe
def file_page(request: AuthenticatedHttpRequest, container_id: int, file_id: UUID) -> HttpResponse:
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    context = {
        "file": file,
        "container": Container.objects.filter(pk=container_id).first(),
        "state": state_of_file(file),
        "engine_label": engine_label(file),
        "read_at": row_confirmed_at(file, SCANNED_FILES.name, str(container_id)),
        "document": file.document,
        "results": present_results(file),
        "may_act": has_role(request.user, Role.OPERATOR) and not file.is_gone,
        "error": file.document.get("error"),
    }
    return render(request, "scanning/file.html", context)


@require_safe
def results_fragment(
    request: AuthenticatedHttpRequest, container_id: int, file_id: UUID
) -> HttpResponse:
    """The results as a fragment, which polls itself until they are complete."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    results = present_results(file)
    context = {"results": results, "state": state_of_file(file), "is_fragment": True}
    return render_live_part(request, "scanning/results/results.html", context, results.version)


@require_safe
def raw_results(
    request: AuthenticatedHttpRequest, container_id: int, file_id: UUID
) -> HttpResponse:
    """The results as the remote sent them, fetched when their fold is opened."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    result = current_result(file)
    document = orjson.loads(result.payload) if result else None
    return render(request, "scanning/results/raw.html", {"document": document})


@require_safe
def export_results(
    request: AuthenticatedHttpRequest, container_id: int, file_id: UUID, export_format: str
) -> HttpResponse:
    """All segments as CSV, or the results as the remote sent them as JSON."""
    file = get_object_or_404(ScannedFile, container_id=container_id, pk=file_id)
    result = current_result(file)
    if export_format == "csv":
        content = as_csv(segments_of(file, result))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        content = result.payload if result else "null"
        response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="results-{file.pk}.{export_format}"'
    return response


@require_POST
@role_required(Role.OPERATOR)
def rescan_selected(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    return _confirm_or_run(request, container_id, RESCAN)


@require_POST
@role_required(Role.OPERATOR)
def delete_selected(request: AuthenticatedHttpRequest, container_id: int) -> HttpResponse:
    return _confirm_or_run(request, container_id, DELETE)


@require_POST
@role_required(Role.OPERATOR)
def rescan_file(
    request: AuthenticatedHttpRequest, container_id: int, file_id: UUID
) -> HttpResponse:
    file = _live_file(container_id, file_id)
    _run(request, file.container, [file.pk], RESCAN)
    return redirect("scanning:file", container_id, file_id)


@require_POST
@role_required(Role.OPERATOR)
def delete_file(
    request: AuthenticatedHttpRequest, container_id: int, file_id: UUID
) -> HttpResponse:
    file = _live_file(container_id, file_id)
    _run(request, file.container, [file.pk], DELETE)
    return redirect("scanning:container", container_id)


def _confirm_or_run(
    request: AuthenticatedHttpRequest, container_id: int, action: FileAction
) -> HttpResponse:
    """Show the confirmation page, or run the action once the confirmed count still holds."""
    container = get_object_or_404(Container.objects.live(), pk=container_id)
    rows = ScannedFile.objects.live().in_container(container_id)
    selection = read_selection(files_list(), request.POST, rows, name="name", limit=MAX_IDS)
    if not selection.ids:
        messages.warning(request, "None of the selected files exists any more.")
        return redirect("scanning:container", container_id)
    if selection.is_confirmed:
        _run(request, container, selection.ids, action)
        return redirect("scanning:container", container_id)
    context = {"container": container, "action": action, "selection": selection}
    return render(request, "scanning/confirm_files.html", context)


def _run(
    request: AuthenticatedHttpRequest, container: Container, ids: Sequence[UUID], action: FileAction
) -> None:
    by = actor_of(request)
    try:
        if len(ids) > BATCH_SIZE:
            action.request_job(container=container, ids=ids, by=by)
            messages.success(request, f"{len(ids):,} files are being {action.participle}: see Jobs")
            return
        count = action.run(container=container, ids=ids, by=by)
    except (*REMOTE_ERRORS, TooManyObjectsError) as error:
        messages.error(request, str(error))
    else:
        word = "file is" if count == 1 else "files are"
        messages.success(
            request, f"{count} {word} {'being ' if action is RESCAN else ''}{action.participle}."
        )


def _live_file(container_id: int, file_id: UUID) -> ScannedFile:
    files = ScannedFile.objects.live().select_related("container")
    return get_object_or_404(files, container_id=container_id, pk=file_id)
