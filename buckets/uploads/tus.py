"""The browser's way in: resumable uploads. Source: tus.io, protocol 1.0.0.

With the extensions creation, termination and expiration.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from accounts.audit import actor_of
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires
from buckets.models import Upload, UploadState
from buckets.uploads import services
from buckets.uploads.intake import Ended, WrongOffset
from buckets.uploads.intent import Intent
from buckets.uploads.limits import LONGEST_CHUNK, TooLarge
from buckets.uploads.spool import NoSpace
from buckets.uploads.targets import Closed, NoSuchPlace
from buckets.uploads.tidy import EXPIRES_AFTER

VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
# 423 is the protocol's word for a wait; a client looks at the offset again after a 409.
_STATUSES: dict[type[Exception], int] = {
    NoSuchPlace: 404,
    Closed: 403,
    TooLarge: 413,
    NoSpace: 507,
    WrongOffset: 409,
    Ended: 410,
}

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


class BadRequest(Exception):
    """What the protocol forbids. `status` is its answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def _speaks_tus(view: View[P]) -> View[P]:
    """Check the version, and answer errors as one line of text."""

    @wraps(view)
    def answered(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise BadRequest(f"This server speaks tus {VERSION}.", 412)
            response = view(request, *args, **kwargs)
        except BadRequest as error:
            response = _refusal(str(error), error.status)
        except ValidationError as error:
            response = _refusal(" ".join(error.messages), 422)
        except tuple(_STATUSES) as error:
            response = _refusal(str(error), _STATUSES[type(error)])
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


@require_http_methods(["OPTIONS", "POST"])
@requires(Role.OPERATOR)
@_speaks_tus
def creation(request: SignedInRequest) -> HttpResponse:
    """OPTIONS says what the server can; POST begins an upload and names its address."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,termination,expiration"
        response["Tus-Max-Size"] = str(settings.UPLOAD_MAX_BYTES)
        return response
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    intent = Intent(
        target=told.get("target", ""),
        target_id=told.get("target_id", ""),
        data_type=told.get("data_type", "audio"),
        title=told.get("title", ""),
        by=actor_of(request),
    )
    upload = services.begin(
        intent=intent, file_name=told.get("filename", ""), size=_number(request, "Upload-Length")
    )
    response = _at(upload, status=201)
    response["Location"] = reverse("uploads:tus_upload", args=[upload.public_id])
    return response


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@requires(Role.OPERATOR)
@_speaks_tus
def one(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One upload of one's own: how far it is, the next chunk, or its end."""
    upload = get_object_or_404(Upload.objects.of(request.user.pk), public_id=public_id)
    if upload.state == UploadState.CANCELLED:
        raise Ended("The upload was cancelled.")
    if request.method == "HEAD":
        return _at(upload, status=200)
    if request.method == "DELETE":
        services.cancel(upload=upload, by=actor_of(request))
        return HttpResponse(status=204)
    return _take_chunk(request, upload)


def _take_chunk(request: SignedInRequest, upload: Upload) -> HttpResponse:
    if request.content_type != CHUNK_TYPE:
        raise BadRequest(f"A chunk is of type {CHUNK_TYPE}.", 415)
    if "CONTENT_LENGTH" not in request.META:
        raise BadRequest("A chunk must say how long it is.", 411)
    at, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if length > LONGEST_CHUNK:
        raise BadRequest(f"A chunk has at most {LONGEST_CHUNK} bytes.", 413)
    upload.received = services.add_chunk(upload=upload, at=at, source=request, length=length)
    return _at(upload, status=204)


def _at(upload: Upload, *, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Length"] = str(upload.size)
    if upload.state == UploadState.RECEIVING:
        response["Upload-Expires"] = http_date((upload.touched_at + EXPIRES_AFTER).timestamp())
    return response


def _number(request: SignedInRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequest(f"{header} must be a whole number.")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Names and base64 values: `filename cGllY2Uud2F2,target YnVja2V0`."""
    told = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            told[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise BadRequest("Upload-Metadata can’t be read.") from error
    return told


def _refusal(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
