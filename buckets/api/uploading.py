"""What all uploads through the gateway share, whatever they go into.

A file is spooled while it arrives and sent by the same job as one from a page; the caller waits
for the remote's answer, and is told where to look when that takes too long.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request

from buckets.models import Upload
from buckets.uploads.limits import TooLarge
from buckets.uploads.send_now import PATIENCE_SECONDS, NotSent, send_now
from buckets.uploads.services import Intent, receive, refer
from buckets.uploads.spool import NoSpace
from buckets.uploads.spooled import SpooledFile, SpoolUploads
from buckets.uploads.targets import Closed, NoSuchPlace
from mirror import remote
from mirror.api.gateway import GatewayViewSet
from ui.wire import replies


class FileTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class NoRoom(APIException):
    status_code = status.HTTP_507_INSUFFICIENT_STORAGE


class TakesNoFiles(APIException):
    status_code = status.HTTP_409_CONFLICT


class NotTaken(APIException):
    """The remote didn't get it, and won't."""

    status_code = status.HTTP_502_BAD_GATEWAY


_AS_REPLY: dict[type[Exception], type[APIException]] = {
    TooLarge: FileTooLarge,
    NoSpace: NoRoom,
    NoSuchPlace: NotFound,
    Closed: TakesNoFiles,
    NotSent: NotTaken,
}


class Uploading(GatewayViewSet):
    # How many seconds a caller waits for the remote.
    patience = PATIENCE_SECONDS

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            request.upload_handlers = [SpoolUploads(request)]
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Any:
        meant = _AS_REPLY.get(type(exc))
        return super().handle_exception(meant(str(exc)) if meant else exc)

    def upload(
        self, *, kind: str, target_id: str, title: str, file: SpooledFile | None, fields: Any
    ) -> HttpResponse:
        """Send it now: 200 with the remote's object, or 202 with the address of its progress.

        `fields` is what else the remote is told; `data_type` among them is `audio` by default.
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
        upload = receive(intent=intent, file=file) if file else refer(intent=intent)
        row = send_now(upload=upload, patience=self.patience)
        return _on_its_way(upload) if row is None else replies.one(self.payload(row))


def _on_its_way(upload: Upload) -> HttpResponse:
    address = reverse("api-upload", args=[upload.public_id])
    data = {"upload": str(upload.public_id), "state": 0, "title": upload.title}
    return JsonResponse({"data": data}, status=202, headers={"Location": address})
