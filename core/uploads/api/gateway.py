"""The base of viewsets that take uploads through the gateway, whatever their target.

A file is spooled while it arrives and sent by the same job as one from a page. The caller waits
for the remote's answer; when that takes too long, the reply names the address of its progress.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request

from core.gateway import responses
from core.mirror import remote
from core.mirror.api.gateway import GatewayViewSet
from core.uploads.models import Upload
from core.uploads.receive import Intent, receive_file, receive_reference
from core.uploads.services import SEND_TIMEOUT_SECONDS, NotSentError, send_now
from core.uploads.spool import NoSpaceError, UploadTooLargeError
from core.uploads.targets import NoSuchTargetError, TargetClosedError
from core.uploads.upload_handler import SpooledFile, SpoolUploadHandler


class FileTooLargeError(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class InsufficientStorageError(APIException):
    status_code = status.HTTP_507_INSUFFICIENT_STORAGE


class TakesNoFilesError(APIException):
    status_code = status.HTTP_409_CONFLICT


class UploadNotSentError(APIException):
    """The upload failed or was cancelled before the remote took it."""

    status_code = status.HTTP_502_BAD_GATEWAY


_API_ERRORS: dict[type[Exception], type[APIException]] = {
    UploadTooLargeError: FileTooLargeError,
    NoSpaceError: InsufficientStorageError,
    NoSuchTargetError: NotFound,
    TargetClosedError: TakesNoFilesError,
    NotSentError: UploadNotSentError,
}


class UploadingViewSet(GatewayViewSet):
    # How many seconds a caller waits for the remote.
    send_timeout = SEND_TIMEOUT_SECONDS

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            request.upload_handlers = [SpoolUploadHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Any:
        api_error = _API_ERRORS.get(type(exc))
        return super().handle_exception(api_error(str(exc)) if api_error else exc)

    def upload(
        self, *, kind: str, target_id: str, title: str, file: SpooledFile | None, fields: Any
    ) -> HttpResponse:
        """Send the file now: 200 with the remote's object, or 202 with the address of its progress.

        `fields` are further fields for the remote; `data_type` among them is `audio` by default.
        """
        remote.check_writable()
        data_type = fields.pop("data_type", "audio")
        intent = Intent(
            target=kind,
            target_id=target_id,
            data_type=data_type,
            title=title,
            fields=fields,
            by=self.actor,
        )
        upload = (
            receive_file(intent=intent, file=file) if file else receive_reference(intent=intent)
        )
        row = send_now(upload=upload, timeout=self.send_timeout)
        return (
            _accepted_reply(upload) if row is None else responses.object_response(self.payload(row))
        )


def _accepted_reply(upload: Upload) -> HttpResponse:
    address = reverse("api-upload", args=[upload.public_id])
    data = {"upload": str(upload.public_id), "state": 0, "title": upload.title}
    return JsonResponse({"data": data}, status=202, headers={"Location": address})
