"""How uploads end: sent, failed, cancelled, or abandoned, and what happens to their files."""

import time
from datetime import UTC, datetime, timedelta

from core.clients.errors import RemoteRefusedError
from core.jobs.models import JobState
from core.uploads.models import UNFINISHED, Upload, UploadState
from core.uploads.spool import spool

EXPIRES_AFTER = timedelta(hours=24)
KEEP_FAILED_FILES_FOR = timedelta(days=7)
KEEP_HISTORY_FOR = timedelta(days=90)
STRAY_AFTER = timedelta(hours=6)
BATCH_SIZE = 500


def mark_sent(upload: Upload, remote_id: str) -> str:
    """The remote has it. Returns the spool's file, to be deleted once this is committed.

    One that was sent more than once keeps its turn until it is known that there is no copy.
    """
    upload.remote_id = remote_id
    spool_name, upload.spool_name = upload.spool_name, ""
    now = datetime.now(UTC)
    _write(
        upload,
        UploadState.SENT,
        remote_id=remote_id,
        sha256=upload.sha256,
        spool_name="",
        error="",
        refusal=None,
        touched_at=now,
        sent_at=now,
        **({} if upload.sendings > 1 else {"turn_key": None}),
    )
    return spool_name


def end_turn(upload: Upload) -> None:
    """Uploads that the remote's list can't tell from this one may be sent."""
    Upload.objects.filter(pk=upload.pk).update(turn_key=None)


def mark_waiting(upload: Upload, error: str) -> None:
    """It will be tried again. While an attempt may have got through, it keeps its turn."""
    turn = {} if upload.listed_before is not None else {"turn_key": None}
    _write(upload, UploadState.WAITING, error=error, **turn)


def mark_failed(upload: Upload, error: str, *, refusal: RemoteRefusedError | None = None) -> None:
    """It is not tried again unless a person retries it."""
    _write(
        upload,
        UploadState.FAILED,
        error=error,
        refusal=refusal and {"status": refusal.status, "body": refusal.body},
        listed_before=upload.listed_before,
        turn_key=None,
    )


def mark_cancelled(upload: Upload, reason: str = "") -> None:
    """It was cancelled or has expired: its file is deleted."""
    if upload.sendings:
        reason = "An earlier attempt may have reached the remote all the same."
    _write(upload, UploadState.CANCELLED, error=reason, spool_name="", turn_key=None)
    spool().delete(upload.spool_name)


def drop_file(upload: Upload) -> None:
    """Delete the file of an upload that has ended: it can't be retried any more."""
    Upload.objects.filter(pk=upload.pk).update(spool_name="")
    spool().delete(upload.spool_name)


def tidy() -> None:
    """End every upload that was abandoned, and free the disk."""
    settle_ended_jobs()
    now = datetime.now(UTC)
    receiving = Upload.objects.filter(state=UploadState.RECEIVING)
    for upload in receiving.filter(touched_at__lt=now - EXPIRES_AFTER)[:BATCH_SIZE]:
        mark_cancelled(upload, "The rest of it didn’t come within a day.")
    failed = Upload.objects.filter(state=UploadState.FAILED).exclude(spool_name="")
    for upload in failed.filter(touched_at__lt=now - KEEP_FAILED_FILES_FOR)[:BATCH_SIZE]:
        drop_file(upload)
    # Their job looks for copies until then, unless its worker died each time.
    sent = Upload.objects.filter(state=UploadState.SENT).exclude(turn_key=None)
    sent.filter(touched_at__lt=now - EXPIRES_AFTER).update(turn_key=None)
    Upload.objects.exclude(pk__in=Upload.objects.unfinished()).filter(
        spool_name="", touched_at__lt=now - KEEP_HISTORY_FOR
    ).delete()
    _delete_strays()


def settle_ended_jobs() -> None:
    """End uploads whose job ended without them: cancelled on its own page, or its worker died."""
    unsent = Upload.objects.unsent().select_related("job")
    for upload in unsent.filter(job__state=JobState.CANCELLED)[:BATCH_SIZE]:
        mark_cancelled(upload)
    for upload in unsent.filter(job__state=JobState.FAILED)[:BATCH_SIZE]:
        mark_failed(upload, upload.job.error if upload.job else "")


def _delete_strays() -> None:
    """Delete files of the spool that no upload names."""
    limit = time.time() - STRAY_AFTER.total_seconds()
    old_names = {name for name, changed_at in spool().names() if changed_at < limit}
    uploads = Upload.objects.filter(spool_name__in=old_names)
    for name in old_names.difference(uploads.values_list("spool_name", flat=True)):
        spool().delete(name)


def _write(upload: Upload, state: UploadState, **values: object) -> None:
    """Write the state unless the upload is sent: a worker that lost its job can't undo that."""
    values = {"touched_at": datetime.now(UTC), **values}
    if state not in UNFINISHED:
        values["twin_key"] = None
    unsent = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.SENT)
    unsent.update(state=state, **values)
    upload.state = state
