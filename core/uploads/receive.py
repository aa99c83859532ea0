"""How an upload is received: in chunks, in one piece, or as an address that the remote fetches."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction

from core.accounts.audit import Actor
from core.idempotency.models import IdempotencyKey
from core.uploads import twins
from core.uploads.models import Upload, UploadState
from core.uploads.running_digests import RunningDigests
from core.uploads.sending import enqueue
from core.uploads.spool import (
    BLOCK_SIZE,
    ByteSource,
    UploadTooLargeError,
    check_size,
    raising_no_space,
    spool,
    write_at,
)
from core.uploads.targets import (
    TargetKind,
    file_name_in_url,
    get_target_kind,
    video_id_in_url,
)
from core.uploads.upload_handler import SpooledFile, spool_stream

MAX_TITLE_LENGTH = 1000
# How long a database may be away before its answer to a commit is given up.
DATABASE_PATIENCE_SECONDS = 30.0
DATABASE_PAUSE_SECONDS = 0.5
digests = RunningDigests()


class WrongOffsetError(Exception):
    """The chunk doesn't begin where the spool's file ends."""


class UploadEndedError(Exception):
    """The upload takes no more bytes: it is complete, cancelled or expired."""


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What somebody wants to upload. `target` names a kind ("bucket"), `target_id` one of them.

    Without a title, the file's name becomes the title. `fields` are further fields for the remote,
    such as `user_defined` or `url`. The upload is stored with the `idempotency_key` of its request.
    """

    target: str
    target_id: str
    data_type: str = "audio"
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    by: Actor
    idempotency_key: IdempotencyKey | None = None


def begin_upload(*, intent: Intent, file_name: str, size: int) -> Upload:
    """Begin an upload that will come in chunks.

    Raises NoSuchTargetError, TargetClosedError, UploadTooLargeError, NoSpaceError and
    ValidationError.
    """
    check_size(size)
    spool().check_free_space(size)
    upload = build_upload(intent, file_name=file_name, has_file=True)
    upload.size, upload.state = size, UploadState.RECEIVING
    upload.spool_name = spool().create()
    upload.save()
    return upload


def add_chunk(
    *, upload: Upload, offset: int, source: ByteSource, length: int, is_here: bool = False
) -> int:
    """Add at most `length` bytes from `source`; returns how many bytes the upload has then.

    Unless reading them waits for nobody (`is_here`), the bytes are collected in a temporary file
    until they end, complete or broken off, and are added at once: a slow connection never blocks
    another one for the same upload. They are on the disk when this returns. Raises
    WrongOffsetError, UploadEndedError, UploadTooLargeError and NoSpaceError.
    """
    _check_offset(upload, offset)
    if offset + length > (upload.size or 0):
        raise UploadTooLargeError("The chunk goes beyond the end of the file.")
    arriving = _Chunk(source, length)
    with contextlib.nullcontext(arriving) if is_here else _collected(arriving) as chunk:
        try:
            with spool().locked(upload.spool_name) as file:
                upload.refresh_from_db()
                _check_offset(upload, offset)
                digest = digests.take(upload.spool_name, offset)
                received = write_at(file, offset, chunk, digest=digest)
                _acknowledge(upload, offset, received, digest)
        except FileNotFoundError as error:
            raise UploadEndedError("The upload has expired or was cancelled.") from error
    return received


def receive_file(*, intent: Intent, file: SpooledFile | BinaryIO, file_name: str = "") -> Upload:
    """Take a file that is here in one piece, for a caller that then sends it (`send_now`).

    What a token sends without an idempotency key while the same is still under way, is that one.
    Raises NoSuchTargetError, TargetClosedError, UploadTooLargeError, NoSpaceError and
    ValidationError.
    """
    spooled = file if isinstance(file, SpooledFile) else spool_stream(file, file_name)
    name = file_name or spooled.full_name
    try:
        upload = build_upload(intent, file_name=name, has_file=True)
        check_size(spooled.size)
        upload.size = upload.received = spooled.size
        upload.sha256, upload.spool_name = spooled.sha256, spooled.spool_name
        if upload.token and not upload.idempotency_key:
            upload.twin_key = twins.key_of(upload)
            if twin := twins.save_or_find(upload, save_and_enqueue):
                spooled.close()
                return twin
        else:
            save_and_enqueue(upload)
    except (OperationalError, InterfaceError):
        # Its row may be there all the same; a file that no row names is deleted hours later.
        spooled.keep()
        raise
    except BaseException:
        spooled.close()
        raise
    spooled.keep()
    return upload


def receive_reference(*, intent: Intent) -> Upload:
    """Take an upload without a file: the remote fetches it from an address, or knows it by id.

    Raises NoSuchTargetError, TargetClosedError and ValidationError.
    """
    upload = build_upload(intent, has_file=False)
    save_and_enqueue(upload)
    return upload


def build_upload(intent: Intent, *, file_name: str = "", has_file: bool) -> Upload:
    """The row of an upload, not saved yet.

    Raises NoSuchTargetError, TargetClosedError and ValidationError.
    """
    kind = get_target_kind(intent.target)
    target = kind.resolve(intent.target_id)
    fields = {name: value for name, value in intent.fields.items() if value not in (None, "")}
    is_titled_by_remote = intent.data_type in kind.titled_by_remote
    name_in_url = video_id_in_url if is_titled_by_remote else file_name_in_url
    name = PurePath(file_name.replace("\\", "/")).name or name_in_url(str(fields.get("url", "")))
    name, title = clean_text(name), clean_text(intent.title)
    if not title and not is_titled_by_remote:
        title = (name if kind.titled_with_extension else PurePath(name).stem)[:MAX_TITLE_LENGTH]
    _validate(kind, intent.data_type, title, fields, has_file=has_file)
    return Upload(
        target=kind.name,
        target_id=intent.target_id,
        target_name=target.name,
        title=title,
        file_name=name,
        data_type=intent.data_type,
        fields=fields,
        created_by=intent.by.user,
        token=intent.by.token,
        idempotency_key=intent.idempotency_key,
        actor_name=intent.by.name[:255],
        address=intent.by.address,
        row_type=ContentType.objects.get_for_model(kind.resource.model),
    )


def clean_text(text: str) -> str:
    """The text without what a database or a page can't take, stripped."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()


def _validate(
    kind: TargetKind[Any], data_type: str, title: str, fields: Mapping[str, Any], *, has_file: bool
) -> None:
    errors = {}
    allowed = tuple(kind.file_types if has_file else kind.reference_types)
    if data_type not in allowed:
        errors["data_type"] = [f"It must be one of: {', '.join(allowed)}."]
    elif not has_file and not fields.get(kind.reference_types[data_type]):
        errors[kind.reference_types[data_type]] = ["This field is required."]
    if len(title) > MAX_TITLE_LENGTH:
        errors[kind.title_field] = [f"It may have at most {MAX_TITLE_LENGTH} characters."]
    if errors:
        raise ValidationError(errors)


def save_and_enqueue(upload: Upload) -> None:
    """Store the upload with its job. Raises a database's error only when it surely isn't stored.

    A file's job is run by its request. Workers aren't told of it, as they would find it taken.
    """
    upload.state = UploadState.WAITING
    try:
        with transaction.atomic():
            upload.save()
            enqueue(upload, rings=not upload.has_file)
    except (OperationalError, InterfaceError):
        # The database may have committed and been unable to say so.
        stored = _look_for(upload)
        if stored is None:
            raise
        upload.pk, upload.job_id = stored.pk, stored.job_id


def _look_for(upload: Upload) -> Upload | None:
    """The upload as it is stored; None when it isn't. Raises OperationalError after a while."""
    deadline = time.monotonic() + DATABASE_PATIENCE_SECONDS
    while True:
        connection.close()
        try:
            return Upload.objects.filter(public_id=upload.public_id).first()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(DATABASE_PAUSE_SECONDS)


class _Chunk:
    """At most `length` bytes of a source. Where the connection breaks off, it has ended."""

    def __init__(self, source: ByteSource, length: int) -> None:
        self._source, self._remaining = source, length

    def read(self, size: int, /) -> bytes:
        try:
            block = self._source.read(min(size, self._remaining))
        except OSError:
            block = b""
        self._remaining -= len(block)
        return block


@contextlib.contextmanager
def _collected(arriving: ByteSource) -> Iterator[ByteSource]:
    with spool().temporary_file() as chunk:
        with raising_no_space():
            while block := arriving.read(BLOCK_SIZE):
                chunk.write(block)
            chunk.seek(0)
        yield chunk


def _check_offset(upload: Upload, offset: int) -> None:
    if upload.state != UploadState.RECEIVING:
        raise UploadEndedError("The upload takes no more bytes.")
    if offset != upload.received:
        raise WrongOffsetError(f"The upload has {upload.received} bytes.")


def _acknowledge(upload: Upload, offset: int, received: int, digest: Any) -> None:
    """Count the bytes; the last ones enqueue the upload in the same transaction.

    `digest` is that of all bytes so far, where it is known.
    """
    is_complete = received == upload.size
    receiving = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING, received=offset)
    with transaction.atomic():
        if not receiving.update(
            received=received,
            touched_at=datetime.now(UTC),
            state=UploadState.WAITING if is_complete else UploadState.RECEIVING,
            sha256=digest.hexdigest() if is_complete and digest is not None else "",
        ):
            raise UploadEndedError("The upload was cancelled.")
        upload.refresh_from_db()
        if is_complete:
            enqueue(upload)
    if digest is not None and not is_complete:
        digests.keep(upload.spool_name, received, digest)
