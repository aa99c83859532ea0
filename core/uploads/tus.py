"""Resumable uploads from the browser. Source: tus.io, protocol 1.0.0.

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

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, role_required
from core.uploads import services
from core.uploads.environ import BODY_IS_HERE
from core.uploads.models import Upload, UploadState
from core.uploads.receive import (
    Intent,
    UploadEndedError,
    WrongOffsetError,
    add_chunk,
    begin_upload,
)
from core.uploads.spool import NoSpaceError, UploadTooLargeError
from core.uploads.targets import NoSuchTargetError, TargetClosedError
from core.uploads.transitions import EXPIRES_AFTER

MAX_CHUNK_BYTES = 8 * 1024 * 1024
VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
# After a 409 the client asks for the offset again.
_ERROR_STATUSES: dict[type[Exception], int] = {
    NoSuchTargetError: 404,
    TargetClosedError: 403,
    UploadTooLargeError: 413,
    NoSpaceError: 507,
    WrongOffsetError: 409,
    UploadEndedError: 410,
}

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]


class TusRequestError(Exception):
    """The request breaks the protocol. `status` is the answer's."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def _tus_view(view: View[P]) -> View[P]:
    """Check the protocol's version, and answer errors as one line of text."""

    @wraps(view)
    def wrapped(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise TusRequestError(f"This server speaks tus {VERSION}.", 412)
            response = view(request, *args, **kwargs)
        except TusRequestError as error:
            response = _error_response(str(error), error.status)
        except ValidationError as error:
            response = _error_response(" ".join(error.messages), 422)
        except tuple(_ERROR_STATUSES) as error:
            response = _error_response(str(error), _ERROR_STATUSES[type(error)])
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


@require_http_methods(["OPTIONS", "POST"])
@role_required(Role.OPERATOR)
@_tus_view
def create_upload(request: AuthenticatedHttpRequest) -> HttpResponse:
    """OPTIONS lists what the server supports; POST begins an upload and names its address."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,termination,expiration"
        response["Tus-Max-Size"] = str(settings.UPLOAD_MAX_BYTES)
        return response
    metadata = _parse_metadata(request.headers.get("Upload-Metadata", ""))
    intent = Intent(
        target=metadata.get("target", ""),
        target_id=metadata.get("target_id", ""),
        data_type=metadata.get("data_type", "audio"),
        title=metadata.get("title", ""),
        by=actor_of(request),
    )
    upload = begin_upload(
        intent=intent,
        file_name=metadata.get("filename", ""),
        size=_header_number(request, "Upload-Length"),
    )
    response = _offset_response(upload, status=201)
    response["Location"] = reverse("uploads:tus_upload", args=[upload.public_id])
    return response


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@role_required(Role.OPERATOR)
@_tus_view
def upload_resource(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    """One of the user's own uploads: HEAD tells its offset, PATCH adds a chunk, DELETE cancels."""
    upload = get_object_or_404(Upload.objects.begun_by(request.user.pk), public_id=public_id)
    if upload.state == UploadState.CANCELLED:
        raise UploadEndedError("The upload was cancelled.")
    if request.method == "HEAD":
        return _offset_response(upload, status=200)
    if request.method == "DELETE":
        services.cancel(upload=upload, by=actor_of(request))
        return HttpResponse(status=204)
    return _add_chunk(request, upload)


def _add_chunk(request: AuthenticatedHttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != CHUNK_TYPE:
        raise TusRequestError(f"A chunk is of type {CHUNK_TYPE}.", 415)
    if "CONTENT_LENGTH" not in request.META:
        raise TusRequestError("A chunk must say how long it is.", 411)
    offset, length = (
        _header_number(request, "Upload-Offset"),
        _header_number(request, "Content-Length"),
    )
    if length > MAX_CHUNK_BYTES:
        raise TusRequestError(f"A chunk has at most {MAX_CHUNK_BYTES} bytes.", 413)
    is_here = bool(request.META.get(BODY_IS_HERE))
    upload.received = add_chunk(
        upload=upload, offset=offset, source=request, length=length, is_here=is_here
    )
    return _offset_response(upload, status=204)


def _offset_response(upload: Upload, *, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Length"] = str(upload.size)
    if upload.state == UploadState.RECEIVING:
        response["Upload-Expires"] = http_date((upload.touched_at + EXPIRES_AFTER).timestamp())
    return response


def _header_number(request: AuthenticatedHttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise TusRequestError(f"{header} must be a whole number.")
    return int(text)


def _parse_metadata(header: str) -> dict[str, str]:
    """Names and base64 values: `filename cGllY2Uud2F2,target YnVja2V0`."""
    metadata = {}
    for pair in filter(None, (text.strip() for text in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            metadata[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise TusRequestError("Upload-Metadata can’t be read.") from error
    return metadata


def _error_response(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
