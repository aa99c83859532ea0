"""How large a file may be that somebody has a sample cut out of."""

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

MOST_BYTES = 100 * 1024 * 1024
# Up to here the rest is read and thrown away, so that the browser gets to read the answer.
PATIENT_BYTES = 4 * MOST_BYTES
TOO_LARGE = "The file is larger than 100 MB: cut a piece out of it, or convert it to MP3."


class Quota(FileUploadHandler):
    """Drops a file that grows past MOST_BYTES, before it fills the disk; the form stays."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.is_exceeded = False
        length = request.META.get("CONTENT_LENGTH") or "0"
        self.is_hopeless = length.isdecimal() and int(length) > PATIENT_BYTES
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._received += len(raw_data)
        if self.is_hopeless or self._received > MOST_BYTES:
            self.is_exceeded = True
            if self.is_hopeless:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""


def limited(request: HttpRequest) -> Quota:
    """Put the quota before everything else that reads the body; files go to disk, not memory."""
    quota = Quota(request)
    request.upload_handlers = [quota, TemporaryFileUploadHandler(request)]
    return quota


def path_of(file: object) -> str:
    """Where the file lies until it's closed."""
    if not isinstance(file, TemporaryUploadedFile):
        raise TypeError("the request was not read with `limited`")
    return file.temporary_file_path()
