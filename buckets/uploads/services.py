"""What a person or a service can do with uploads."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.audit import Actor, record
from buckets.models import Upload, UploadState
from buckets.uploads import ending
from buckets.uploads.intake import Ended, WrongOffset, add_chunk, begin, receive, refer
from buckets.uploads.intent import Intent
from buckets.uploads.queueing import enqueue
from buckets.uploads.send_now import send_now
from jobs import ledger
from jobs.models import State as JobState

__all__ = [
    "Ended",
    "Intent",
    "WrongOffset",
    "add_chunk",
    "begin",
    "cancel",
    "dismiss",
    "receive",
    "refer",
    "retry",
    "send_now",
]


def cancel(*, upload: Upload, by: Actor) -> bool:
    """Stop an upload, at once unless it is just being sent; its file goes.

    False when it was over, or too late: the remote has it.
    """
    if upload.state == UploadState.RECEIVING:
        receiving = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
        stopped = bool(receiving.update(state=UploadState.CANCELLED))
        at_once = stopped
    else:
        stopped = upload.job_id is not None and ledger.request_cancel(upload.job_id)
        job = upload.job
        if job is not None:
            job.refresh_from_db()
        at_once = stopped and job is not None and job.state == JobState.CANCELLED
    if at_once:
        ending.cancelled(upload)
    if stopped:
        record(actor=by, act="cancel upload", target=_target(upload), title=upload.title)
    return stopped


def retry(*, upload: Upload, by: Actor) -> bool:
    """Send a failed upload again, with a new set of attempts.

    False when it hasn't failed, or when its file is not in the spool any more.
    """
    if upload.has_file and not upload.spool_name:
        return False
    with transaction.atomic():
        failed = Upload.objects.filter(pk=upload.pk, state=UploadState.FAILED)
        if not failed.update(
            state=UploadState.WAITING, error="", refusal=None, touched_at=datetime.now(UTC)
        ):
            return False
        if upload.job_id is None or not ledger.retry(upload.job_id):
            enqueue(upload)
        record(actor=by, act="retry upload", target=_target(upload), title=upload.title)
    return True


def dismiss(*, upload: Upload) -> bool:
    """Put an upload that is over out of the tray. A failed one's file goes with it.

    False while it isn't over.
    """
    over = Upload.objects.filter(pk=upload.pk).exclude(pk__in=Upload.objects.unfinished())
    if not over.update(dismissed_at=datetime.now(UTC)):
        return False
    if upload.state == UploadState.FAILED:
        ending.forgotten(upload)
    return True


def _target(upload: Upload) -> str:
    return f"{upload.target} {upload.target_id}"
