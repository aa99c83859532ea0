"""Pages of audio files: one file, and the forms that change, move and delete one or many."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckets import resources
from buckets.forms import FileForm, MoveForm
from buckets.models import AudioFile, Bucket
from buckets.services.bulk import move_existing_files, request_delete, request_move
from buckets.services.files import change_file, delete_files
from buckets.states import state_of_file
from buckets.tables import FILES
from buckets.views.buckets import editable_bucket_or_404
from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.mirror.batches import BATCH_SIZE, MAX_IDS, TooManyObjectsError
from core.mirror.forms import REMOTE_ERRORS
from core.mirror.freshness import row_confirmed_at
from core.ui.lists import Selection, read_selection


@require_safe
def file_page(request: AuthenticatedHttpRequest, bucket_id: int, file_id: int) -> HttpResponse:
    file = get_object_or_404(
        AudioFile.objects.select_related("bucket"), bucket_id=bucket_id, pk=file_id
    )
    document = file.document
    user_defined = document.get("user_defined")
    context = {
        "file": file,
        "bucket": Bucket.objects.filter(pk=bucket_id).first(),
        "state": state_of_file(file),
        "read_at": row_confirmed_at(file, resources.FILES.name, str(bucket_id)),
        "document": document,
        "user_defined": {key: _display_value(value) for key, value in user_defined.items()}
        if isinstance(user_defined, dict)
        else {},
        "may_act": has_role(request.user, Role.OPERATOR) and not file.is_gone,
        "error": document.get("error") if file.state < 0 else "",
    }
    return render(request, "buckets/file.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit(request: AuthenticatedHttpRequest, bucket_id: int, file_id: int) -> HttpResponse:
    bucket, file = _bucket_and_file_or_404(bucket_id, file_id)
    form = FileForm(request.POST or None, file=file)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                change_file(file=file, **changes, by=actor_of(request))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(request, "Changed." if changes else "Nothing was changed.")
            return redirect("buckets:file", bucket_id, file_id)
    context = {
        "form": form,
        "bucket": bucket,
        "file": file,
        "template": bucket.document.get("metadata_template"),
    }
    status = 422 if form.errors else 200
    return render(request, "buckets/file_form.html", context, status=status)


@require_POST
@role_required(Role.OPERATOR)
def delete(request: AuthenticatedHttpRequest, bucket_id: int, file_id: int) -> HttpResponse:
    bucket, file = _bucket_and_file_or_404(bucket_id, file_id)
    if _delete(request, bucket, [file.pk]):
        return redirect("buckets:bucket", bucket_id)
    return redirect("buckets:file", bucket_id, file_id)


@require_POST
@role_required(Role.OPERATOR)
def delete_selected(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponse:
    """Ask for confirmation; delete when the confirmed count is still right."""
    bucket = editable_bucket_or_404(bucket_id)
    selection = _selected(request, bucket)
    if not selection.ids:
        return _nothing_selected(request, bucket)
    if selection.is_confirmed:
        _delete(request, bucket, selection.ids)
        return redirect("buckets:bucket", bucket_id)
    return render(request, "buckets/delete_files.html", {"bucket": bucket, "selection": selection})


@require_POST
@role_required(Role.OPERATOR)
def move_selected(request: AuthenticatedHttpRequest, bucket_id: int) -> HttpResponse:
    """Ask for the target bucket; move when the confirmed count is still right."""
    bucket = editable_bucket_or_404(bucket_id)
    selection = _selected(request, bucket)
    if not selection.ids:
        return _nothing_selected(request, bucket)
    form = MoveForm(request.POST if selection.confirmed_count else None, source=bucket)
    if selection.is_confirmed and form.is_valid():
        target = form.cleaned_data["target"]
        try:
            message = _move(request, bucket, target, selection)
        except TooManyObjectsError as error:
            form.add_error(None, str(error))
        except REMOTE_ERRORS as error:
            form.add_failure(error)
        else:
            messages.success(request, message)
            return redirect("buckets:bucket", bucket_id)
    context = {"bucket": bucket, "selection": selection, "form": form}
    status = 422 if form.errors else 200
    return render(request, "buckets/move_files.html", context, status=status)


def _delete(request: AuthenticatedHttpRequest, bucket: Bucket, ids: list[int]) -> bool:
    by = actor_of(request)
    try:
        if len(ids) > BATCH_SIZE:
            request_delete(bucket=bucket, ids=ids, by=by)
            message = f"{len(ids):,} files are being deleted: see Jobs."
        else:
            message = f"{_files_are(delete_files(bucket=bucket, ids=ids, by=by))} deleted."
    except (*REMOTE_ERRORS, TooManyObjectsError) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, message)
    return True


def _move(
    request: AuthenticatedHttpRequest, source: Bucket, target: Bucket, selection: Selection
) -> str:
    by = actor_of(request)
    if selection.count > BATCH_SIZE:
        request_move(source=source, target=target, ids=selection.ids, by=by)
        return f"{selection.count:,} files are being moved to “{target.name}”: see Jobs."
    moved = move_existing_files(source=source, target=target, ids=selection.ids, by=by)
    return f"{_files_are(moved)} moved to “{target.name}”."


def _files_are(count: int) -> str:
    return f"{count or 'No'} file is" if count < 2 else f"{count} files are"


def _selected(request: AuthenticatedHttpRequest, bucket: Bucket) -> Selection:
    rows = AudioFile.objects.live().in_bucket(bucket.pk)
    return read_selection(FILES, request.POST, rows, name="title", limit=MAX_IDS)


def _nothing_selected(request: AuthenticatedHttpRequest, bucket: Bucket) -> HttpResponse:
    messages.warning(request, "None of the selected files is there any more.")
    return redirect("buckets:bucket", bucket.pk)


def _bucket_and_file_or_404(bucket_id: int, file_id: int) -> tuple[Bucket, AudioFile]:
    bucket = editable_bucket_or_404(bucket_id)
    files = AudioFile.objects.live().select_related("bucket")
    return bucket, get_object_or_404(files, bucket_id=bucket_id, pk=file_id)


def _display_value(value: object) -> str:
    """Text as it is, any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
