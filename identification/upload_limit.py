"""The size limit of recordings that people and services have samples cut from."""

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

MAX_BYTES = 100 * 1024 * 1024
# Up to here the rest is read and discarded, so that the browser can read the response.
MAX_DISCARDED_BYTES = 4 * MAX_BYTES
# Of what a form is read and a file is written in.
BLOCK_BYTES = 256 * 1024
TOO_LARGE = "The file is larger than 100 MB: cut a piece out of it, or convert it to MP3."


class UploadLimit(FileUploadHandler):
    """Drops a file that grows past MAX_BYTES before it fills the disk, and keeps the form."""

    chunk_size = BLOCK_BYTES

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.is_exceeded = False
        length = request.META.get("CONTENT_LENGTH") or "0"
        self._is_far_too_large = length.isdecimal() and int(length) > MAX_DISCARDED_BYTES
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._received += len(raw_data)
        if self._is_far_too_large or self._received > MAX_BYTES:
            self.is_exceeded = True
            if self._is_far_too_large:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class _OnDisk(TemporaryFileUploadHandler):
    chunk_size = BLOCK_BYTES


def limit_upload(request: HttpRequest) -> UploadLimit:
    """Limit the request's file. Call it before anything reads the body; files go to disk."""
    limit = UploadLimit(request)
    request.upload_handlers = [limit, _OnDisk(request)]
    return limit


def temporary_path(file: object) -> str:
    """The path of an uploaded file, which exists until the file is closed."""
    if not isinstance(file, TemporaryUploadedFile):
        raise TypeError("the request was not read with `limit_upload`")
    return file.temporary_file_path()
