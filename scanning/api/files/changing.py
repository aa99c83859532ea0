"""Sending a recording to be scanned, having it scanned again, deleting it."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.uploading import Uploading
from scanning.api.files.finding import FilesOfContainer, container_or_404
from scanning.api.shapes import ScanFields, ScannedFileShape
from scanning.models import ScannedFile
from scanning.services import delete_files, rescan_files
from scanning.uploads import CONTAINER
from ui.openapi.shapes import UPLOAD_REPLIES, WIRE_ERRORS, one_of, several_of
from ui.wire import replies


class FileChanges(Uploading, FilesOfContainer):
    @extend_schema(
        operation_id="scan_file",
        tags=["File scanning"],
        request={"multipart/form-data": ScanFields, "application/json": ScanFields},
        responses={200: one_of(ScannedFileShape), **UPLOAD_REPLIES},
    )
    def create(self, request: Request, container_id: str) -> HttpResponse:
        """Send a recording, or the address of one, to be scanned.

        Answers once the remote has taken it; after 60 seconds with 202 and a `Location` that
        tells its progress.
        """
        container = container_or_404(container_id)
        fields = self.given(ScanFields)
        return self.upload(
            kind=CONTAINER,
            target_id=str(container.pk),
            title=fields.pop("name", ""),
            file=fields.pop("file", None),
            fields=fields,
        )

    @extend_schema(
        operation_id="rescan_files",
        tags=["File scanning"],
        request=None,
        responses={200: several_of(ScannedFileShape), **WIRE_ERRORS},
    )
    def rescan(self, request: Request, container_id: str, ids: str) -> HttpResponse:
        """Scan files again under the container's settings of now."""
        container = container_or_404(container_id)
        keys = [file.pk for file in self.files(container, ids)]
        rescan_files(container=container, ids=keys, by=self.actor)
        again = ScannedFile.objects.in_bulk(keys)
        return replies.several(self.payloads(again[key] for key in keys))

    @extend_schema(
        operation_id="delete_scanned_files",
        tags=["File scanning"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, container_id: str, ids: str) -> HttpResponse:
        """Delete files and their results."""
        container = container_or_404(container_id)
        keys = [file.pk for file in self.files(container, ids)]
        delete_files(container=container, ids=keys, by=self.actor)
        return HttpResponse(status=204)
