"""The base of viewsets that take uploads through the gateway, whatever their target.

A file is spooled while it arrives and sent by the same job as one from a page. The caller waits
for the remote's answer; when that takes too long, the reply names the address of its progress.
"""

from typing import Any, cast

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.request import Request

from core.accounts.models import ServiceToken
from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.idempotency.models import IdempotencyKey
from core.mirror import remote
from core.mirror.api.gateway import GatewayViewSet
from core.uploads.models import Upload
from core.uploads.presigned import redeem, sign
from core.uploads.receive import Intent, receive_file, receive_reference
from core.uploads.sending import shorten_name
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
    # The status of the remote's own answer to an upload.
    uploaded_status: int = status.HTTP_200_OK
    # How many seconds a caller waits for the remote.
    send_timeout = SEND_TIMEOUT_SECONDS
    # Nothing is sent before the upload is stored with its key.
    repeatable_actions = ("create",)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            request.upload_handlers = [SpoolUploadHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Any:
        api_error = _API_ERRORS.get(type(exc))
        return super().handle_exception(api_error(str(exc)) if api_error else exc)

    def presign(self, *, kind: str, target_id: str, scope: TokenScope) -> HttpResponse:
        """A signed address of this portal for the bytes of a file, and the key to hand in then.

        The token must still have `scope` when the bytes come.
        """
        remote.check_writable()
        query = self.request.GET
        if not (file_name := query_params.get_text(query, "filename")):
            raise ValidationError({"filename": ["The filename field is required."]})
        key = sign(
            target=kind,
            target_id=target_id,
            token=cast(ServiceToken, self.request.auth),
            scope=scope,
            file_name=shorten_name(file_name),
        )
        address = self.request.build_absolute_uri(reverse("api-presigned", args=[key]))
        content_type = query_params.get_text(query, "content_type") or "application/octet-stream"
        headers = {"Content-Type": content_type}
        data = {"presigned_url": address, "key": key, "method": "PUT", "headers": headers}
        return JsonResponse({"data": data})

    def upload(
        self,
        *,
        kind: str,
        target_id: str,
        title: str,
        file: SpooledFile | None,
        fields: Any,
        key: str = "",
        file_name: str = "",
    ) -> HttpResponse:
        """Send the file now: the remote's object, or 202 with the address of its progress.

        `key` names a file that was sent to a signed address. `fields` are `data_type` and further
        fields for the remote.
        """
        remote.check_writable()
        data_type = fields.pop("data_type")
        intent = Intent(
            target=kind,
            target_id=target_id,
            data_type=data_type,
            title=title,
            fields=fields,
            by=self.actor,
            idempotency_key=self.idempotency_key,
        )
        try:
            if key:
                upload = redeem(intent=intent, key=key, file_name=file_name)
            elif file:
                upload = receive_file(intent=intent, file=file)
            else:
                upload = receive_reference(intent=intent)
        except IntegrityError:
            # A request of this key that seemed dead has stored it meanwhile.
            if self.idempotency_key and (reply := self.outcome_under_way(self.idempotency_key)):
                return reply
            raise
        return self._reply(upload)

    def outcome_under_way(self, key: IdempotencyKey) -> HttpResponse | None:
        """The answer to the upload that an earlier request of this key stored."""
        upload = Upload.objects.filter(idempotency_key=key).first()
        return self._reply(upload) if upload else None

    def _reply(self, upload: Upload) -> HttpResponse:
        row = send_now(upload=upload, timeout=self.send_timeout)
        return (
            _accepted_reply(upload)
            if row is None
            else responses.object_response(self.payload(row), status=self.uploaded_status)
        )


def _accepted_reply(upload: Upload) -> HttpResponse:
    address = reverse("api-upload", args=[upload.public_id])
    data = {"upload": str(upload.public_id), "state": 0, "title": upload.title}
    return JsonResponse({"data": data}, status=202, headers={"Location": address})
