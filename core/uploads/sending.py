"""Sends an upload from the spool to the remote: a job that may be run again after any crash.

Before the file is sent, the remote is asked what it lists. Just before the last bytes go out,
without which they make no file, this list is saved. An attempt that finds it looks for the file
first, so that a lost answer never makes a second file.

A worker's death doesn't end its request: the remote may have all of the file and take its time. So
the upload is marked at the same moment with the time until which its last bytes can make a file.
An attempt after a death sends nothing until then, and only looks. An attempt after an answer that
was nonsense, or a connection that broke off, sends at once where it finds nothing; copies.py looks
for what such a request makes afterwards.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from core.accounts.audit import record
from core.clients.console import UPLOAD_TIMEOUT, FetchedObjects
from core.clients.errors import (
    NotConnectedError,
    RemoteError,
    RemoteRefusedError,
    ThrottledError,
    TokenRejectedError,
    UnreadableReplyError,
)
from core.clients.transport import BODY_WRITE_TIMEOUT
from core.clients.upload import MultipartBody, SourceChangedError
from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import (
    JobCancelledError,
    JobFailedError,
    LeaseLostError,
    ProgressThread,
    RetryLaterError,
    RunningJob,
)
from core.mirror import clock, remote
from core.mirror.read_through import store_reply
from core.mirror.remote import OtherAccountError, ReadOnlyError
from core.mirror.services import request_hot_pass
from core.uploads import copies, transitions
from core.uploads.digesting import Digesting
from core.uploads.models import Upload, UploadState
from core.uploads.reconcile import find_arrived, list_before_sending, turn_key
from core.uploads.spool import SpoolFileMissingError, spool
from core.uploads.targets import (
    NoSuchTargetError,
    Target,
    TargetClosedError,
    TargetKind,
    get_target_kind,
)

KIND = "buckets.send"
SAME_TITLE_RETRY_AFTER = timedelta(seconds=5)
THROTTLED_RETRY_AFTER = timedelta(seconds=5)
# How long a request with the whole file can take to make one: as long as its answer is waited for.
LANDS_WITHIN = timedelta(seconds=BODY_WRITE_TIMEOUT + UPLOAD_TIMEOUT)
LOOK_EVERY = timedelta(seconds=5)
# Clients send longer names, but no common file system allows them.
MAX_FILE_NAME_LENGTH = 200


def enqueue(upload: Upload, *, rings: bool = True) -> Job:
    """Have the upload sent by a job, created in the caller's transaction.

    Unless it `rings`, the caller runs the job.
    """
    job = ledger.enqueue(
        kind=KIND,
        title=f"Send {upload} to {upload.target_name}",
        args={"upload": upload.pk},
        key=f"{KIND}:{upload.pk}",
        by=upload.created_by,
        rings=rings,
    )
    Upload.objects.filter(pk=upload.pk).update(job=job)
    upload.job = job
    return job


def run(running: RunningJob) -> None:
    """The job of kind `buckets.send`."""
    upload = Upload.objects.select_related("created_by", "token").get(pk=running.args["upload"])
    if upload.state in {UploadState.SENT, UploadState.CANCELLED}:
        return
    try:
        _send(upload, running)
    except JobCancelledError:
        transitions.mark_cancelled(upload)
        raise
    except (
        ReadOnlyError,
        OtherAccountError,
        NoSuchTargetError,
        TargetClosedError,
        SpoolFileMissingError,
        SourceChangedError,
    ) as error:
        transitions.mark_failed(upload, str(error))
        raise JobFailedError(str(error)) from error
    except ThrottledError as error:
        transitions.mark_waiting(upload, str(error))
        after = max(timedelta(seconds=error.retry_after), THROTTLED_RETRY_AFTER)
        raise RetryLaterError(str(error), after=after) from error
    except TokenRejectedError as error:
        # The portal's own token was rejected: the caller must not take it for a refusal of theirs.
        transitions.mark_failed(upload, str(error))
        raise JobFailedError(str(error)) from error
    except RemoteRefusedError as error:
        transitions.mark_failed(upload, str(error), refusal=error)
        raise JobFailedError(str(error)) from error
    except RemoteError as error:
        if running.job.attempts >= running.job.max_attempts:
            transitions.mark_failed(upload, str(error))
        else:
            transitions.mark_waiting(upload, str(error))
        raise


def _send(upload: Upload, running: RunningJob) -> None:
    kind = get_target_kind(upload.target)
    target = kind.resolve(upload.target_id)
    remote.check_writable()
    # An attempt that ended has left another state.
    was_interrupted = upload.state == UploadState.SENDING
    _take_turn(upload)
    with ProgressThread(running, upload.size) as progress, Digesting(upload) as digesting:
        answer = None
        if upload.listed_before is None:
            upload.listed_before = list_before_sending(kind, target, upload)
        else:
            answer = find_arrived(kind, target, upload)
        if answer is None and was_interrupted:
            _wait_for_interrupted(upload)
        progress.note = "Sending"
        answer = answer or _post(kind, target, upload, running, progress)
        upload.sha256 = digesting.digest()
        _record(kind, target, upload, answer)


def _take_turn(upload: Upload) -> None:
    """Let uploads that the remote's list can't tell apart go one after the other."""
    try:
        with transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(
                state=UploadState.SENDING, turn_key=turn_key(upload), touched_at=datetime.now(UTC)
            )
    except IntegrityError as error:
        reason = "Another upload of the same title goes first."
        transitions.mark_waiting(upload, reason)
        raise RetryLaterError(reason, after=SAME_TITLE_RETRY_AFTER) from error


def _wait_for_interrupted(upload: Upload) -> None:
    """The upload stays as it is, SENDING, as its request may be under way without its worker."""
    if upload.may_land_until and clock.now() < upload.may_land_until:
        raise RetryLaterError("It was sent, and may still arrive.", after=LOOK_EVERY)


def _post(
    kind: TargetKind[Any],
    target: Target,
    upload: Upload,
    running: RunningJob,
    progress: ProgressThread,
) -> FetchedObjects:
    before = (upload.sendings, upload.may_land_until)
    try:
        return _post_once(kind, target, upload, running, progress)
    except (RemoteError, SpoolFileMissingError, SourceChangedError) as error:
        if isinstance(error, RemoteRefusedError | ThrottledError | NotConnectedError):
            # The remote surely doesn't have it of this request.
            upload.sendings, upload.may_land_until = before
        if not upload.sendings:
            # Nor of an earlier one: the next attempt, if any, needs no search.
            upload.listed_before = None
        upload.save(update_fields=["sendings", "may_land_until", "listed_before"])
        raise


def _note_sending(upload: Upload, running: RunningJob) -> None:
    """From now on the request can make a file.

    Raises JobCancelledError and LeaseLostError when it must not any more.
    """
    upload.sendings += 1
    upload.may_land_until = clock.now() + LANDS_WITHIN
    held = Job.objects.claimed_as(running.job)
    wanted = held.filter(cancel_requested=False)
    if not Upload.objects.filter(pk=upload.pk, job__in=wanted, state=UploadState.SENDING).update(
        listed_before=upload.listed_before,
        sendings=upload.sendings,
        may_land_until=upload.may_land_until,
    ):
        raise JobCancelledError if held.filter(cancel_requested=True).exists() else LeaseLostError


def _post_once(
    kind: TargetKind[Any],
    target: Target,
    upload: Upload,
    running: RunningJob,
    progress: ProgressThread,
) -> FetchedObjects:
    path, region = kind.resource.list_path(target.scope), target.scope.region
    fields = {"data_type": upload.data_type, kind.title_field: upload.title, **upload.fields}
    fields = {name: value for name, value in fields.items() if value != ""}
    if not upload.has_file:
        _note_sending(upload, running)
        return remote.console().create(path, fields, region=region)
    form_fields = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in fields.items()
    }

    def blocks() -> Iterator[bytes]:
        yield from _blocks(upload, progress)
        _note_sending(upload, running)

    body = MultipartBody(
        form_fields,
        file_name=shorten_name(upload.file_name),
        size=upload.size or 0,
        blocks=blocks,
    )
    return remote.console().upload(path, body, region=region)


def _record(kind: TargetKind[Any], target: Target, upload: Upload, answer: FetchedObjects) -> None:
    """Write the mirror's row, the end of the upload and the audit trail in one transaction."""
    with transaction.atomic():
        keys = store_reply(kind.resource, target.scope, answer)
        if not keys:
            raise UnreadableReplyError("The remote took the file, but answered with no id.")
        spool_name = transitions.mark_sent(upload, str(keys[0]))
        record(
            actor=upload.actor,
            act="upload file",
            target=f"{upload.target} {upload.target_id}",
            file=upload.remote_id,
            title=upload.title,
            bytes=upload.size,
            sha256=upload.sha256,
        )
        if kind.resource.moving is not None:
            request_hot_pass(resource=kind.resource.name)
        if upload.sendings > 1:
            copies.watch(upload)
    spool().delete(spool_name)


def _blocks(upload: Upload, progress: ProgressThread) -> Iterator[bytes]:
    """The file's blocks, counted. After the last one it is too late to cancel."""
    progress.done = 0
    try:
        for block in spool().blocks(upload.spool_name):
            progress.check()
            yield block
            progress.done += len(block)
    except OSError as error:
        raise SpoolFileMissingError from error


def shorten_name(name: str) -> str:
    """The name cut to MAX_FILE_NAME_LENGTH characters, with its suffix."""
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= MAX_FILE_NAME_LENGTH or not stem or len(suffix) > 10:
        return name[:MAX_FILE_NAME_LENGTH] or "file"
    return stem[: MAX_FILE_NAME_LENGTH - len(suffix) - 1] + dot + suffix
