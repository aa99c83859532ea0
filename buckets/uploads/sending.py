"""The way of an upload from the spool to the remote: a job that may be run again after any crash.

Before the file goes out, what the remote already lists is written down. An attempt that finds
this note looks for the file first, so that a lost answer never makes a second file.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from accounts.audit import record
from buckets.models import Upload, UploadState
from buckets.uploads import ending, targets
from buckets.uploads.keeper import Keeper
from buckets.uploads.reconcile import arrived_since, listed_before, sole_key
from buckets.uploads.spool import spool
from buckets.uploads.targets import Closed, NoSuchPlace, Place, Target
from clients.console import Found
from clients.errors import Refused, RemoteError, Throttled, TokenRejected, UnreadableReply
from clients.upload import MultipartBody, SourceChanged
from jobs.outcomes import Cancelled, Failed, TryLater
from jobs.running import Running
from mirror import remote
from mirror.fetch import keep
from mirror.remote import OtherAccount, ReadOnly
from mirror.services import request_hot_pass

SAME_TITLE_WAIT = timedelta(seconds=5)
THROTTLED_WAIT = timedelta(seconds=5)
# Longer names are met in the wild, but not on any file system.
LONGEST_NAME = 200


class SpoolLost(Exception):
    """The file is not in the spool any more."""


def run(running: Running) -> None:
    """The job of kind `buckets.send`."""
    upload = Upload.objects.select_related("created_by", "token").get(pk=running.args["upload"])
    if upload.state in {UploadState.SENT, UploadState.CANCELLED}:
        return
    try:
        _send(upload, running)
    except Cancelled:
        ending.cancelled(upload)
        raise
    except (ReadOnly, OtherAccount, NoSuchPlace, Closed, SpoolLost, SourceChanged) as error:
        ending.failed(upload, str(error))
        raise Failed(str(error)) from error
    except Throttled as error:
        ending.waiting(upload, str(error))
        after = max(timedelta(seconds=error.retry_after), THROTTLED_WAIT)
        raise TryLater(str(error), after=after) from error
    except TokenRejected as error:
        # The portal's own trouble: whoever waits for the upload may not take it for theirs.
        ending.failed(upload, str(error))
        raise Failed(str(error)) from error
    except Refused as error:
        ending.failed(upload, str(error), refusal=error)
        raise Failed(str(error)) from error
    except RemoteError as error:
        if running.job.attempts >= running.job.max_attempts:
            ending.failed(upload, str(error))
        else:
            ending.waiting(upload, str(error))
        raise


def _send(upload: Upload, running: Running) -> None:
    target = targets.named(upload.target)
    place = target.place(upload.target_id)
    remote.check_writable()
    _be_the_only_one(upload)
    with Keeper(running, upload.size) as keeper:
        if upload.has_file and not upload.sha256:
            keeper.note = "Checking"
            upload.sha256 = _digest(upload, keeper)
        found = None
        if upload.known is None:
            upload.known = listed_before(target, place, upload)
        else:
            found = arrived_since(target, place, upload)
        upload.save(update_fields=["known", "sha256"])
        keeper.note = "Sending"
        keeper.look()
        found = found or _post(target, place, upload, keeper)
        _record(target, place, upload, found)


def _be_the_only_one(upload: Upload) -> None:
    """Uploads that the remote's list can't tell apart go one after the other."""
    try:
        with transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(
                state=UploadState.SENDING, sole=sole_key(upload), touched_at=datetime.now(UTC)
            )
    except IntegrityError as error:
        why = "Another upload of the same title goes first."
        ending.waiting(upload, why)
        raise TryLater(why, after=SAME_TITLE_WAIT) from error


def _post(target: Target[Any], place: Place, upload: Upload, keeper: Keeper) -> Found:
    try:
        return _post_once(target, place, upload, keeper)
    except Refused:
        # Surely not there: the next attempt, if somebody asks for one, begins anew.
        upload.known = None
        raise


def _post_once(target: Target[Any], place: Place, upload: Upload, keeper: Keeper) -> Found:
    path, region = target.resource.list_path(place.scope), place.scope.region
    fields = {"data_type": upload.data_type, target.title_field: upload.title, **upload.fields}
    fields = {name: value for name, value in fields.items() if value != ""}
    if not upload.has_file:
        return remote.console().create(path, fields, region=region)
    texts = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in fields.items()
    }
    body = MultipartBody(
        texts,
        file_name=shortened(upload.file_name),
        size=upload.size or 0,
        blocks=lambda: _blocks(upload, keeper),
    )
    return remote.console().upload(path, body, region=region)


def _record(target: Target[Any], place: Place, upload: Upload, found: Found) -> None:
    """The remote's answer, the end of the upload and its trail: all of it or nothing."""
    with transaction.atomic():
        keys = keep(target.resource, place.scope, found)
        if not keys:
            raise UnreadableReply("The remote took the file, but answered with no id.")
        spool_name = ending.sent(upload, str(keys[0]))
        record(
            actor=upload.actor,
            act="upload file",
            target=f"{upload.target} {upload.target_id}",
            file=upload.remote_id,
            title=upload.title,
            bytes=upload.size,
            sha256=upload.sha256,
        )
        if target.resource.moving is not None:
            request_hot_pass(resource=target.resource.name)
    spool().delete(spool_name)


def _blocks(upload: Upload, keeper: Keeper) -> Iterator[bytes]:
    """The file, counted. Once the last block is out it's too late to cancel."""
    keeper.done = 0
    try:
        for block in spool().blocks(upload.spool_name):
            keeper.check()
            yield block
            keeper.done += len(block)
    except OSError as error:
        raise SpoolLost("The file is not in the portal’s spool any more.") from error


def _digest(upload: Upload, keeper: Keeper) -> str:
    digest = hashlib.sha256()
    for block in _blocks(upload, keeper):
        digest.update(block)
    keeper.done = 0
    return digest.hexdigest()


def shortened(name: str) -> str:
    """A name of at most 200 characters, with its ending."""
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not stem or len(suffix) > 10:
        return name[:LONGEST_NAME] or "file"
    return stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix
