"""After a file was sent twice: the copy that a late request makes is found and deleted.

A request whose answer was lost can take effect long afterwards. So after a second sending the
remote's list is read again and again until none of the requests can make a file any more. Until
then the upload keeps its turn, so that no copy is taken for another upload's file.
"""

from datetime import timedelta
from typing import Any

from core.accounts.audit import record, system_actor
from core.clients.errors import RemoteError
from core.jobs import ledger
from core.jobs.running import JobFailedError, RetryLaterError, RunningJob
from core.mirror import clock, remote
from core.mirror.remote import OtherAccountError, ReadOnlyError
from core.mirror.writes import delete_objects
from core.uploads import transitions
from core.uploads.models import Upload
from core.uploads.reconcile import find_copies
from core.uploads.targets import (
    NoSuchTargetError,
    Target,
    TargetClosedError,
    TargetKind,
    get_target_kind,
)

KIND = "uploads.watch_copies"
LOOK_EVERY = timedelta(seconds=15)


def watch(upload: Upload) -> None:
    """Have copies looked for by a job, created in the caller's transaction."""
    ledger.enqueue(
        kind=KIND,
        title=f"Look for copies of {upload} in {upload.target_name}",
        args={"upload": upload.pk},
        key=f"{KIND}:{upload.pk}",
        by=upload.created_by,
    )


def run(running: RunningJob) -> None:
    """The job of kind `uploads.watch_copies`: one look, and another one later."""
    upload = Upload.objects.get(pk=running.args["upload"])
    # What arrives until then is in the list that is read after this.
    is_last = upload.may_land_until is None or clock.now() > upload.may_land_until
    try:
        is_sure = _delete_copies(upload)
    except (ReadOnlyError, OtherAccountError, NoSuchTargetError, TargetClosedError) as error:
        transitions.end_turn(upload)
        raise JobFailedError(str(error)) from error
    except RemoteError:
        if running.job.attempts >= running.job.max_attempts:
            transitions.end_turn(upload)
        raise
    if not (is_last and is_sure):
        raise RetryLaterError("A request may still make a copy.", after=LOOK_EVERY)
    transitions.end_turn(upload)


def _delete_copies(upload: Upload) -> bool:
    """Whether it is known of all files there whether they are copies."""
    kind = get_target_kind(upload.target)
    target = kind.resolve(upload.target_id)
    remote.check_writable()
    found = find_copies(kind, target, upload)
    for key in found.keys:
        # A sending makes one file: what is beyond that is somebody else's.
        if str(key) in upload.copies or len(upload.copies) < upload.sendings - 1:
            _delete(kind, target, upload, key)
    return found.is_sure


def _delete(kind: TargetKind[Any], target: Target, upload: Upload, key: Any) -> None:
    if str(key) not in upload.copies:
        upload.copies.append(str(key))
        upload.save(update_fields=["copies"])
    delete_objects(kind.resource, [key], scope=target.scope)
    record(
        actor=system_actor(),
        act="delete copy",
        target=f"{upload.target} {upload.target_id}",
        file=str(key),
        kept=upload.remote_id,
        title=upload.title,
    )
