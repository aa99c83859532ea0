"""Uploading a file: by multipart, or as an address or an id that the remote knows."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.files.finding import FilesOfBucket, bucket_or_404
from buckets.api.shapes import AudioFileShape, FileFields
from buckets.api.uploading import Uploading
from buckets.uploads.into_buckets import BUCKET
from ui.openapi.shapes import UPLOAD_REPLIES, one_of


class FileUploads(Uploading, FilesOfBucket):
    @extend_schema(
        operation_id="upload_audio_file",
        tags=["Audio files"],
        request={"multipart/form-data": FileFields, "application/json": FileFields},
        responses={200: one_of(AudioFileShape), **UPLOAD_REPLIES},
    )
    def create(self, request: Request, bucket_id: str) -> HttpResponse:
        """Upload audio or a fingerprint, or have the remote fetch an address.

        Answers once the remote has taken it; after 60 seconds with 202 and a `Location` that
        tells its progress.
        """
        bucket = bucket_or_404(bucket_id)
        fields = self.given(FileFields)
        return self.upload(
            kind=BUCKET,
            target_id=str(bucket.pk),
            title=fields.pop("title", ""),
            file=fields.pop("file", None),
            fields=fields,
        )
