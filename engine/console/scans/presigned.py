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

from engine import storage
from engine.body import admit
from engine.clock import now
from engine.console.containers import container_of
from engine.console.intake import named
from engine.models import Container, PresignedUpload
from engine.storage import Stored
from engine.wire.call import MOST_UPLOAD, Call
from engine.wire.envelope import one
from engine.wire.errors import failure
from engine.wire.fields import Fields

GOOD_FOR = timedelta(hours=1)
BLOCK = 256 * 1024
CLOUD = (".acrcloud.com", ".acrcloud.cn")


def presign(call: Call, container_id: int) -> HttpResponse:
    container = container_of(call, container_id)
    query = call.query
    place = PresignedUpload(
        account=call.account,
        container=container,
        filename=named(query.text("filename", required=True)),
        content_type=query.text("content_type", default="application/octet-stream"),
        signature=secrets.token_hex(32),
        expires_at=now() + GOOD_FOR,
    )
    query.check()
    place.key = f"fs/{container.pk}/{uuid.uuid4()}/{place.filename}"
    place.save()
    address = f"{origin(call.request)}/presigned/{place.pk}"
    return one(
        {
            "presigned_url": f"{address}?signature={place.signature}",
            "key": place.key,
            "method": "PUT",
            "headers": {"Content-Type": place.content_type},
        }
    )


def origin(request: HttpRequest) -> str:
    """Where this engine is reached: under a name of the cloud it can only be by its own address."""
    if request.get_host().endswith(CLOUD):
        return f"http://{settings.HOST}:{settings.ENGINE_PORT}"
    return f"{request.scheme}://{request.get_host()}"


def receive(request: HttpRequest, place_id: int) -> HttpResponse:
    """PUT of the bytes, streamed to disk; the signature in the address is the permission."""
    place = PresignedUpload.objects.filter(pk=place_id).first()
    given = request.GET.get("signature", "")
    if place is None or not hmac.compare_digest(place.signature.encode(), given.encode()):
        return failure(403, "The signature does not match.")
    if place.expires_at < now():
        return failure(403, "The presigned address has expired.")
    if request.method != "PUT":
        return failure(405, f"The {request.method} method is not supported for this route.")
    if request.headers.get("Content-Type") != place.content_type:
        return failure(403, "The headers are not those that were signed.")
    if not request.META.get("CONTENT_LENGTH"):
        # Bare bytes in chunks that break off look like the end of the file.
        return failure(411, "The length of the file is missing.")
    try:
        admit(request, MOST_UPLOAD)
    except RequestDataTooBig:
        return failure(413, "The file is too large.")
    with storage.spooled() as spool:
        with spool.open("wb") as file:
            while block := request.read(BLOCK):
                file.write(block)
        kept = storage.keep(spool)
    storage.discard(place.stored)
    place.stored, place.size_bytes = kept.name, kept.size
    place.save(update_fields=["stored", "size_bytes"])
    return HttpResponse(status=200)


def redeem(container: Container, fields: Fields) -> tuple[Stored, str]:
    """The bytes behind a key, once; raises Invalid."""
    key = fields.text("key", required=True, longest=400)
    place = PresignedUpload.objects.filter(container=container, key=key).first()
    if place is None or not place.stored:
        fields.fail("key", "Nothing was uploaded under this key.")
    if not place.size_bytes:
        fields.fail("key", "The file is empty.")
    # Of two that name the same key at once, one takes it.
    taken, _ = PresignedUpload.objects.filter(pk=place.pk, stored=place.stored).delete()
    if not taken:
        fields.fail("key", "Nothing was uploaded under this key.")
    return Stored(place.stored, place.size_bytes), place.filename
