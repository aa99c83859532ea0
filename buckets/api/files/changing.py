"""Changing, moving and deleting files, in the documents' spelling and in the client's."""

from itertools import groupby

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.files.finding import FilesOfBucket, bucket_or_404, by_either_id
from buckets.api.shapes import AudioFileShape, FileChange, ListedFiles, ListedMove
from buckets.models import AudioFile, Bucket
from buckets.services import change_file, delete_files, move_files
from mirror.api.gateway import not_found
from ui.openapi.shapes import WIRE_ERRORS, one_of, several_of
from ui.wire import replies


class FileChanges(FilesOfBucket):
    @extend_schema(
        operation_id="update_audio_file",
        tags=["Audio files"],
        request=FileChange,
        responses={200: one_of(AudioFileShape), **WIRE_ERRORS},
    )
    def update(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Change the title or the custom fields of one file, by its id or acr_id."""
        file = self.files(bucket_or_404(bucket_id), [ids])[0]
        changed = change_file(file=file, **self.given(FileChange), by=self.actor)
        return replies.one(self.payload(changed))

    @extend_schema(
        operation_id="delete_audio_files",
        tags=["Audio files"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Delete files, by their ids or acr_ids separated by commas."""
        return self._delete(bucket_or_404(bucket_id), ids.split(","))

    @extend_schema(exclude=True)
    def destroy_listed(self, request: Request, bucket_id: str) -> HttpResponse:
        """The same with the ids in the body, as the official client sends it."""
        return self._delete(bucket_or_404(bucket_id), self.given(ListedFiles)["ids"])

    @extend_schema(
        operation_id="move_audio_files",
        tags=["Audio files"],
        request=None,
        responses={200: several_of(AudioFileShape), **WIRE_ERRORS},
    )
    def move(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Move files from wherever they are into this bucket."""
        target = bucket_or_404(bucket_id)
        wanted = [one.strip().lower() for one in ids.split(",")]
        return self._move(target, by_either_id(AudioFile.objects.live(), wanted))

    @extend_schema(exclude=True)
    def move_listed(self, request: Request, bucket_id: str) -> HttpResponse:
        """The official client's spelling: from this bucket into the one that the body names."""
        fields = self.given(ListedMove)
        target = bucket_or_404(str(fields["target_bucket_id"]))
        return self._move(target, self.files(bucket_or_404(bucket_id), fields["ids"]))

    def _delete(self, bucket: Bucket, named: list[object] | list[str]) -> HttpResponse:
        ids = [file.pk for file in self.files(bucket, named)]
        delete_files(bucket=bucket, ids=ids, by=self.actor)
        return HttpResponse(status=204)

    def _move(self, target: Bucket, files: list[AudioFile]) -> HttpResponse:
        if not files:
            not_found()
        elsewhere = [file for file in files if file.bucket_id != target.pk]
        for source_id, group in groupby(
            sorted(elsewhere, key=lambda file: file.bucket_id), lambda file: file.bucket_id
        ):
            source = bucket_or_404(str(source_id))
            ids = [file.pk for file in group]
            move_files(source=source, target=target, ids=ids, by=self.actor)
        moved = AudioFile.objects.in_bulk([file.pk for file in files])
        return replies.several(self.payloads([moved[file.pk] for file in files]))
