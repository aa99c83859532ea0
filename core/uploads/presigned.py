"""Files that come before their upload: an address is signed, the bytes are sent to it, and the key
that names them is handed in. Source: acrcloud-cli 1.0.3, `filescan upload`; no document tells it.

The address leads to the portal, never to the remote: so the bytes pass the spool and the ledger as
all others do, and the remote's own signed address, with which anybody could write into the account,
stays here. The key carries all that was asked for, signed. So nothing is stored until the last byte
has come; a file whose key is never used is deleted with the spool's other strays.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import UnreadablePostError
from django.urls import reverse

from core.accounts.models import ServiceToken
from core.uploads.models import Upload
from core.uploads.receive import Intent, build_upload, save_and_enqueue
from core.uploads.spool import check_size, spool
from core.uploads.upload_handler import SpooledFile, spool_stream

# Long enough for a large file on a slow line.
LIFETIME = timedelta(hours=1)
_SALT = "core.uploads.presigned"
NOT_UPLOADED = "Nothing was uploaded under this key."


class AddressRefusedError(Exception):
    """The address is not one that was signed here, or its time is over. The message says which."""


class KeyUsedError(Exception):
    """Other bytes have come under this key, or its upload has begun."""


class BrokenOffError(Exception):
    """The connection ended before the file did."""


@dataclass(frozen=True, kw_only=True)
class PresignedFile:
    """What a key stands for: one file, for one target, from whoever holds one token.

    `id` is the file's name in the spool and the `public_id` of its upload, so that a key makes one
    upload however often it is handed in. `scope` is what the token must still allow.
    """

    id: str
    target: str
    target_id: str
    token: str
    scope: str
    file_name: str

    @property
    def spool_name(self) -> str:
        return UUID(self.id).hex


def sign(*, target: str, target_id: str, token: ServiceToken, scope: str, file_name: str) -> str:
    """The key of a file that is to come; with it in the address, the file may be sent."""
    presigned = PresignedFile(
        id=str(uuid4()),
        target=target,
        target_id=target_id,
        token=str(token.public_id),
        scope=scope,
        file_name=file_name,
    )
    return signing.dumps(asdict(presigned), salt=_SALT, compress=True)


def is_presigned_sender(environ: Mapping[str, Any]) -> bool:
    """Whether a WSGI environment's address takes a file now. Raises a database's errors."""
    prefix, found, key = environ["PATH_INFO"].partition(reverse("api-presigned", args=["-"])[:-1])
    if prefix or not found:
        return False
    try:
        return live_token(read_address(key.rstrip("/"))) is not None
    except AddressRefusedError:
        return False


def live_token(presigned: PresignedFile) -> ServiceToken | None:
    """The token that the address was signed for; None when it is live no more."""
    token = ServiceToken.objects.filter(public_id=presigned.token).first()
    return token if token is not None and token.is_usable else None


def read_address(key: str) -> PresignedFile:
    """What the key in an address stands for. Raises AddressRefusedError."""
    try:
        return PresignedFile(**signing.loads(key, salt=_SALT, max_age=LIFETIME))
    except signing.SignatureExpired as error:
        raise AddressRefusedError("The presigned address has expired.") from error
    except signing.BadSignature as error:
        raise AddressRefusedError("The signature does not match.") from error


def receive_presigned(*, presigned: PresignedFile, source: BinaryIO, length: int) -> None:
    """Take the file's bytes into the spool, all or none of them.

    The same bytes may come again, when their answer was lost. Raises KeyUsedError, BrokenOffError,
    UploadTooLargeError, NoSpaceError and ValidationError.
    """
    check_size(length)
    spool().check_free_space(length)
    if Upload.objects.filter(public_id=presigned.id).exists():
        raise KeyUsedError("The key of this address has been used.")
    try:
        file = spool_stream(source, presigned.file_name)
    except UnreadablePostError as error:
        raise BrokenOffError("The file broke off.") from error
    with file:
        if file.size != length:
            raise BrokenOffError("The file broke off.")
        _put(file, presigned.spool_name)


def redeem(*, intent: Intent, key: str, file_name: str) -> Upload:
    """Have the file of this key sent. A key that is handed in again gives the same upload.

    Raises ValidationError, NoSuchTargetError and TargetClosedError.
    """
    presigned = _read_key(intent, key)
    uploads = Upload.objects.filter(public_id=presigned.id)
    if begun := uploads.first():
        return begun
    upload = build_upload(intent, file_name=file_name or presigned.file_name, has_file=True)
    upload.public_id, upload.spool_name = UUID(presigned.id), presigned.spool_name
    try:
        upload.size = upload.received = spool().size(upload.spool_name)
    except FileNotFoundError:
        raise ValidationError({"key": [NOT_UPLOADED]}) from None
    try:
        save_and_enqueue(upload)
    except IntegrityError:
        # Of two requests with the same key at once, the other was first.
        if begun := uploads.first():
            return begun
        raise
    return upload


def _read_key(intent: Intent, key: str) -> PresignedFile:
    """Raises ValidationError for the key of another target or token too."""
    token = intent.by.token
    try:
        presigned = PresignedFile(**signing.loads(key, salt=_SALT))
    except signing.BadSignature:
        raise ValidationError({"key": [NOT_UPLOADED]}) from None
    asked_for = (presigned.target, presigned.target_id, presigned.token)
    if token is None or asked_for != (intent.target, intent.target_id, str(token.public_id)):
        raise ValidationError({"key": [NOT_UPLOADED]})
    return presigned


def _put(file: SpooledFile, name: str) -> None:
    """Give a complete file its name in the spool. Raises KeyUsedError where other bytes have it."""
    try:
        known = hashlib.sha256()
        for block in spool().blocks(name):
            known.update(block)
    except FileNotFoundError:
        spool().rename(file.spool_name, name)
        return
    if known.hexdigest() != file.sha256:
        raise KeyUsedError("Another file has come under this key.")
