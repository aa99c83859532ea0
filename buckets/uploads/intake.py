"""How an upload comes in: chunk by chunk, in one piece, or as an address only."""

from datetime import UTC, datetime
from typing import BinaryIO, Protocol

from django.db import transaction

from buckets.models import Upload, UploadState
from buckets.uploads.intent import Intent, written_down
from buckets.uploads.limits import TooLarge, check_size
from buckets.uploads.queueing import enqueue
from buckets.uploads.spool import BLOCK, append, full_disk_told, spool
from buckets.uploads.spooled import SpooledFile, spool_stream


class Source(Protocol):
    """What bytes are read from: a request's body, or a file."""

    def read(self, size: int, /) -> bytes: ...


class WrongOffset(Exception):
    """The chunk doesn't begin where the spool's file ends."""


class Ended(Exception):
    """The upload takes nothing more: it is complete, cancelled or expired."""


def begin(*, intent: Intent, file_name: str, size: int) -> Upload:
    """An upload that will come in chunks.

    Raises NoSuchPlace, Closed, TooLarge, NoSpace and ValidationError.
    """
    check_size(size)
    spool().check_room(size)
    upload = written_down(intent, file_name=file_name, has_file=True)
    upload.size, upload.state = size, UploadState.RECEIVING
    upload.spool_name = spool().create()
    upload.save()
    return upload


def add_chunk(*, upload: Upload, at: int, source: Source, length: int) -> int:
    """Add what `source` brings, at most `length` bytes; returns how many the upload has then.

    The bytes are kept aside until they end, whole or broken off, and are added at once: however
    slow one connection is, it never stands in the way of another for the same upload. They are on
    the disk when this returns. Raises WrongOffset, Ended, TooLarge and NoSpace.
    """
    _check_offset(upload, at)
    if at + length > (upload.size or 0):
        raise TooLarge("The chunk goes beyond the end of the file.")
    with spool().aside() as aside:
        _fill(aside, source, length)
        try:
            with spool().locked(upload.spool_name) as file:
                upload.refresh_from_db()
                _check_offset(upload, at)
                received = append(file, at, aside)
                _acknowledge(upload, at, received)
        except FileNotFoundError as error:
            raise Ended("The upload has expired or was cancelled.") from error
    return received


def receive(*, intent: Intent, file: SpooledFile | BinaryIO, file_name: str = "") -> Upload:
    """An upload that is here in one piece; it is sent from now on.

    Raises NoSuchPlace, Closed, TooLarge, NoSpace and ValidationError.
    """
    spooled = file if isinstance(file, SpooledFile) else spool_stream(file, file_name)
    name = file_name or spooled.given_name
    try:
        upload = written_down(intent, file_name=name, has_file=True)
        check_size(spooled.size)
        upload.size = upload.received = spooled.size
        upload.sha256, upload.spool_name = spooled.sha256, spooled.spool_name
        _save_and_enqueue(upload)
    except BaseException:
        spooled.close()
        raise
    spooled.keep()
    return upload


def refer(*, intent: Intent) -> Upload:
    """An upload without a file: the remote fetches it, or knows it otherwise.

    Raises NoSuchPlace, Closed and ValidationError.
    """
    upload = written_down(intent, has_file=False)
    _save_and_enqueue(upload)
    return upload


def _save_and_enqueue(upload: Upload) -> None:
    upload.state = UploadState.WAITING
    with transaction.atomic():
        upload.save()
        enqueue(upload)


def _fill(aside: BinaryIO, source: Source, most: int) -> None:
    """Write what comes. Where the connection breaks off, what came counts."""
    left = most
    with full_disk_told():
        while left and (block := _read(source, min(left, BLOCK))):
            aside.write(block)
            left -= len(block)
        aside.seek(0)


def _read(source: Source, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError:
        return b""


def _check_offset(upload: Upload, at: int) -> None:
    if upload.state != UploadState.RECEIVING:
        raise Ended("The upload takes nothing more.")
    if at != upload.received:
        raise WrongOffset(f"The upload has {upload.received} bytes.")


def _acknowledge(upload: Upload, at: int, received: int) -> None:
    """The last bytes make it due to be sent, in the same transaction."""
    whole = received == upload.size
    receiving = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING, received=at)
    with transaction.atomic():
        if not receiving.update(
            received=received,
            touched_at=datetime.now(UTC),
            state=UploadState.WAITING if whole else UploadState.RECEIVING,
        ):
            raise Ended("The upload was cancelled.")
        upload.refresh_from_db()
        if whole:
            enqueue(upload)
