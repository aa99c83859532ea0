"""The presigned upload of the official CLI: ask for an address, PUT the bytes, name the key.

Source: acrcloud-cli 1.0.3, `filescan upload`; no document describes it.
"""

import hmac
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from engine.clock import now
from engine.console.containers import get_container
from engine.console.received_files import display_name
from engine.disk import storage
from engine.disk.storage import StoredFile
from engine.models import Container, PresignedUpload
from engine.wire.call import MAX_UPLOAD_BYTES, Call
from engine.wire.envelope import data_reply
from engine.wire.errors import error_reply, method_not_supported
from engine.wire.fields import Fields
from engine.wire.request_body import limit_body

LIFETIME = timedelta(hours=1)
BLOCK_BYTES = 256 * 1024
CLOUD_DOMAINS = (".acrcloud.com", ".acrcloud.cn")


def presign(call: Call, container_id: int) -> HttpResponse:
    container = get_container(call, container_id)
    query = call.query
    upload = PresignedUpload(
        account=call.account,
        container=container,
        filename=display_name(query.text("filename", required=True)),
        content_type=query.text("content_type", default="application/octet-stream"),
        signature=secrets.token_hex(32),
        expires_at=now() + LIFETIME,
    )
    query.raise_errors()
    upload.key = f"fs/{container.pk}/{uuid.uuid4()}/{upload.filename}"
    upload.save()
    address = f"{origin(call.request)}/presigned/{upload.pk}"
    return data_reply(
        {
            "presigned_url": f"{address}?signature={upload.signature}",
            "key": upload.key,
            "method": "PUT",
            "headers": {"Content-Type": upload.content_type},
        }
    )


def origin(request: HttpRequest) -> str:
    """The engine's own address: it can't be reached from outside under a name of the cloud."""
    if request.get_host().endswith(CLOUD_DOMAINS):
        return f"http://{settings.HOST}:{settings.ENGINE_PORT}"
    return f"{request.scheme}://{request.get_host()}"


def receive(request: HttpRequest, upload_id: int) -> HttpResponse:
    """PUT of the bytes, streamed to disk; the signature in the address is the permission."""
    upload = PresignedUpload.objects.filter(pk=upload_id).first()
    signature = request.GET.get("signature", "")
    if upload is None or not hmac.compare_digest(upload.signature.encode(), signature.encode()):
        return error_reply(403, "The signature does not match.")
    if upload.expires_at < now():
        return error_reply(403, "The presigned address has expired.")
    if request.method != "PUT":
        return method_not_supported(request.method)
    if request.headers.get("Content-Type") != upload.content_type:
        return error_reply(403, "The headers are not those that were signed.")
    if not request.META.get("CONTENT_LENGTH"):
        # Bare bytes in chunks that break off look like the end of the file.
        return error_reply(411, "The length of the file is missing.")
    try:
        limit_body(request, MAX_UPLOAD_BYTES)
    except RequestDataTooBig:
        return error_reply(413, "The file is too large.")
    with storage.spool_file() as spool:
        with spool.open("wb") as file:
            while block := request.read(BLOCK_BYTES):
                file.write(block)
        stored = storage.store_file(spool)
    storage.delete(upload.stored)
    upload.stored, upload.size_bytes = stored.name, stored.size
    upload.save(update_fields=["stored", "size_bytes"])
    return HttpResponse(status=200)


def redeem_key(container: Container, fields: Fields) -> tuple[StoredFile, str]:
    """The uploaded file of a key, which can be used once. Raises InvalidFieldsError."""
    key = fields.text("key", required=True, max_length=400)
    upload = PresignedUpload.objects.filter(container=container, key=key).first()
    if upload is None or not upload.stored:
        fields.fail("key", "Nothing was uploaded under this key.")
    if not upload.size_bytes:
        fields.fail("key", "The file is empty.")
    # Of two requests that use the same key at once, one gets the file.
    deleted, _ = PresignedUpload.objects.filter(pk=upload.pk, stored=upload.stored).delete()
    if not deleted:
        fields.fail("key", "Nothing was uploaded under this key.")
    return StoredFile(upload.stored, upload.size_bytes), upload.filename
