"""Changing a file; deleting and moving files, one or many."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets import services
from buckets.acts.buckets import own_bucket_or_404
from buckets.forms.files import FileForm, MoveForm
from buckets.forms.remote import FAILURES
from buckets.models import AudioFile, Bucket
from buckets.services.batches import AT_ONCE, MOST_IDS, TooMany
from buckets.tables import FILES
from ui.lists import Picked, read_picked


@require_http_methods(["GET", "POST"])
@requires(Role.OPERATOR)
def edit(request: SignedInRequest, bucket_id: int, file_id: int) -> HttpResponse:
    bucket, file = _file(bucket_id, file_id)
    form = FileForm(request.POST or None, file=file)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if changes:
                services.change_file(file=file, **changes, by=actor_of(request))
        except FAILURES as error:
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
    return render(request, "buckets/acts/file_form.html", context, status=status)


@require_POST
@requires(Role.OPERATOR)
def delete(request: SignedInRequest, bucket_id: int, file_id: int) -> HttpResponse:
    bucket, file = _file(bucket_id, file_id)
    if _delete(request, bucket, [file.pk]):
        return redirect("buckets:bucket", bucket_id)
    return redirect("buckets:file", bucket_id, file_id)


@require_POST
@requires(Role.OPERATOR)
def delete_picked(request: SignedInRequest, bucket_id: int) -> HttpResponse:
    """Ask once; delete when the count that was agreed to still holds."""
    bucket = own_bucket_or_404(bucket_id)
    picked = _picked(request, bucket)
    if not picked.ids:
        return _nothing_picked(request, bucket)
    if picked.is_agreed:
        _delete(request, bucket, picked.ids)
        return redirect("buckets:bucket", bucket_id)
    return render(request, "buckets/acts/delete_files.html", {"bucket": bucket, "picked": picked})


@require_POST
@requires(Role.OPERATOR)
def move_picked(request: SignedInRequest, bucket_id: int) -> HttpResponse:
    """Ask where to; move when the count that was agreed to still holds."""
    bucket = own_bucket_or_404(bucket_id)
    picked = _picked(request, bucket)
    if not picked.ids:
        return _nothing_picked(request, bucket)
    form = MoveForm(request.POST if picked.agreed else None, source=bucket)
    if picked.is_agreed and form.is_valid():
        target = form.cleaned_data["target"]
        try:
            said = _move(request, bucket, target, picked)
        except TooMany as error:
            form.add_error(None, str(error))
        except FAILURES as error:
            form.add_failure(error)
        else:
            messages.success(request, said)
            return redirect("buckets:bucket", bucket_id)
    context = {"bucket": bucket, "picked": picked, "form": form}
    status = 422 if form.errors else 200
    return render(request, "buckets/acts/move_files.html", context, status=status)


def _delete(request: SignedInRequest, bucket: Bucket, ids: list[int]) -> bool:
    by = actor_of(request)
    try:
        if len(ids) > AT_ONCE:
            services.request_delete(bucket=bucket, ids=ids, by=by)
            said = f"{len(ids):,} files are being deleted: see Jobs."
        else:
            said = f"{_files(services.delete_files(bucket=bucket, ids=ids, by=by))} deleted."
    except (*FAILURES, TooMany) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def _move(request: SignedInRequest, source: Bucket, target: Bucket, picked: Picked) -> str:
    by = actor_of(request)
    if picked.count > AT_ONCE:
        services.request_move(source=source, target=target, ids=picked.ids, by=by)
        return f"{picked.count:,} files are being moved to “{target.name}”: see Jobs."
    moved = services.move_those_there(source=source, target=target, ids=picked.ids, by=by)
    return f"{_files(moved)} moved to “{target.name}”."


def _files(count: int) -> str:
    return f"{count or 'No'} file is" if count < 2 else f"{count} files are"


def _picked(request: SignedInRequest, bucket: Bucket) -> Picked:
    rows = AudioFile.objects.live().in_bucket(bucket.pk)
    return read_picked(FILES, request.POST, rows, name="title", most=MOST_IDS)


def _nothing_picked(request: SignedInRequest, bucket: Bucket) -> HttpResponse:
    messages.warning(request, "No file was picked that is still there.")
    return redirect("buckets:bucket", bucket.pk)


def _file(bucket_id: int, file_id: int) -> tuple[Bucket, AudioFile]:
    bucket = own_bucket_or_404(bucket_id)
    files = AudioFile.objects.live().select_related("bucket")
    return bucket, get_object_or_404(files, bucket_id=bucket_id, pk=file_id)
