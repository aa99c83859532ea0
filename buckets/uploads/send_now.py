"""Sending an upload while somebody waits for the remote's answer."""

import threading
import time

from django.db import connection

from buckets.models import Upload, UploadState
from clients.errors import Refused
from jobs import tasks
from mirror.models import MirrorRow

PATIENCE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.1


class NotSent(Exception):
    """It will not be sent. The message says why."""


def send_now(*, upload: Upload, patience: float = PATIENCE_SECONDS) -> MirrorRow | None:
    """The mirrored file, once the remote has it; None when that takes over `patience` seconds.

    Runs the upload's own job here, or follows it when a worker has taken it: either way it goes
    on without the caller. Raises Refused with the remote's own answer, and NotSent. To be called
    outside a transaction.
    """
    deadline = time.monotonic() + patience
    if upload.job_id is not None:
        own = threading.Thread(target=_run, args=(upload.job_id,), name="send-now", daemon=True)
        own.start()
        own.join(patience)
    while True:
        upload.refresh_from_db()
        if upload.state == UploadState.SENT:
            return upload.row
        if upload.state in {UploadState.FAILED, UploadState.CANCELLED}:
            raise _failure(upload)
        if time.monotonic() >= deadline:
            return None
        time.sleep(LOOK_EVERY_SECONDS)


def _run(job_id: int) -> None:
    try:
        tasks.run(job_id)
    finally:
        connection.close()


def _failure(upload: Upload) -> Exception:
    if upload.refusal:
        refusal = upload.refusal
        return Refused(upload.error, status=int(refusal["status"]), body=refusal["body"])
    return NotSent(upload.error or "The upload was cancelled.")
