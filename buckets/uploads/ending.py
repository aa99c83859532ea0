"""How an attempt to send an upload ends, and what that leaves behind."""

from datetime import UTC, datetime

from buckets.models import Upload, UploadState
from buckets.uploads.spool import spool
from clients.errors import Refused


def sent(upload: Upload, remote_id: str) -> str:
    """The remote has it. Returns the spool's file, to be deleted once this is committed."""
    upload.remote_id = remote_id
    spool_name, upload.spool_name = upload.spool_name, ""
    now = datetime.now(UTC)
    _write(
        upload,
        UploadState.SENT,
        remote_id=remote_id,
        spool_name="",
        sole=None,
        error="",
        refusal=None,
        touched_at=now,
        sent_at=now,
    )
    return spool_name


def waiting(upload: Upload, why: str) -> None:
    """It will be tried again. While an attempt may have got through, it keeps its turn."""
    turn = {} if upload.known is not None else {"sole": None}
    _write(upload, UploadState.WAITING, error=why, **turn)


def failed(upload: Upload, why: str, *, refusal: Refused | None = None) -> None:
    """It is not tried again unless somebody asks."""
    refused = refusal and {"status": refusal.status, "body": refusal.body}
    _write(upload, UploadState.FAILED, error=why, refusal=refused, known=upload.known, sole=None)


def cancelled(upload: Upload, why: str = "") -> None:
    """Nobody wants it any more: its file goes."""
    if upload.known is not None and upload.error:
        why = "An earlier attempt may have reached the remote all the same."
    _write(upload, UploadState.CANCELLED, error=why, spool_name="", sole=None)
    spool().delete(upload.spool_name)


def forgotten(upload: Upload) -> None:
    """A stopped upload's file goes: it can't be tried again."""
    Upload.objects.filter(pk=upload.pk).update(spool_name="")
    spool().delete(upload.spool_name)


def _write(upload: Upload, state: UploadState, **values: object) -> None:
    """A worker that has lost its job to another can't take back what that one has sent."""
    values = {"touched_at": datetime.now(UTC), **values}
    unsent = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.SENT)
    unsent.update(state=state, **values)
    upload.state = state
