"""What a person or a service can do with an upload that was received."""

import time
from datetime import UTC, datetime
from functools import partial

from django.db import InterfaceError, OperationalError, connection, transaction

from core.accounts.audit import Actor, record
from core.clients.errors import RemoteRefusedError
from core.jobs import ledger, stopping, tasks
from core.jobs.models import JobState
from core.mirror.models import MirrorRow
from core.uploads import transitions
from core.uploads.kept_threads import KeptThreads
from core.uploads.models import Upload, UploadState
from core.uploads.sending import enqueue

SEND_TIMEOUT_SECONDS = 60.0
POLL_SECONDS = 0.1
senders = KeptThreads("send-now")


class NotSentError(Exception):
    """The upload will not be sent. The message says why."""


def send_now(*, upload: Upload, timeout: float = SEND_TIMEOUT_SECONDS) -> MirrorRow | None:
    """Send the upload and return its mirrored file; None when that takes over `timeout` seconds.

    Runs the upload's own job in a thread, or follows it when a worker has claimed it: either way it
    goes on without the caller. None at once when this process is to stop. Raises
    RemoteRefusedError with the remote's own answer, and NotSentError; nothing when the database
    fails. To be called outside a transaction.
    """
    deadline = time.monotonic() + timeout
    if upload.job_id is not None:
        ended = senders.begin(partial(tasks.run, upload.job_id))
        while not ended.is_set() and not _must_answer(deadline):
            ended.wait(POLL_SECONDS)
    while True:
        try:
            upload.refresh_from_db()
            if upload.state == UploadState.SENT:
                return upload.row
        except (OperationalError, InterfaceError):
            # It is stored and will be sent: a database that is away for a while changes nothing.
            connection.close()
        if upload.state in {UploadState.FAILED, UploadState.CANCELLED}:
            raise _failure_of(upload)
        if _must_answer(deadline):
            return None
        stopping.announced.wait(POLL_SECONDS)


def cancel(*, upload: Upload, by: Actor) -> bool:
    """Stop an upload, at once unless it is just being sent; its file is deleted.

    False when it had ended, or when it is too late: the remote has it.
    """
    if upload.state == UploadState.RECEIVING:
        receiving = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
        is_stopped = bool(receiving.update(state=UploadState.CANCELLED))
        is_ended = is_stopped
    else:
        is_stopped = upload.job_id is not None and ledger.request_cancel(upload.job_id)
        job = upload.job
        if job is not None:
            job.refresh_from_db()
        is_ended = is_stopped and job is not None and job.state == JobState.CANCELLED
    if is_ended:
        transitions.mark_cancelled(upload)
    if is_stopped:
        record(actor=by, act="cancel upload", target=_audit_target(upload), title=upload.title)
    return is_stopped


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
        record(actor=by, act="retry upload", target=_audit_target(upload), title=upload.title)
    return True


def dismiss(*, upload: Upload) -> bool:
    """Remove an upload that has ended from the tray. The file of a failed one is deleted.

    False while it hasn't ended.
    """
    ended = Upload.objects.filter(pk=upload.pk).exclude(pk__in=Upload.objects.unfinished())
    if not ended.update(dismissed_at=datetime.now(UTC)):
        return False
    if upload.state == UploadState.FAILED:
        transitions.drop_file(upload)
    return True


def _must_answer(deadline: float) -> bool:
    return stopping.announced.is_set() or time.monotonic() >= deadline


def _failure_of(upload: Upload) -> Exception:
    if refusal := upload.refusal:
        return RemoteRefusedError(upload.error, status=int(refusal["status"]), body=refusal["body"])
    return NotSentError(upload.error or "The upload was cancelled.")


def _audit_target(upload: Upload) -> str:
    return f"{upload.target} {upload.target_id}"
