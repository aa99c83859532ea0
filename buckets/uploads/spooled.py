"""A file that arrives in one piece, written to the spool meanwhile: never held in memory."""

import hashlib
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from buckets.uploads.limits import check_most
from buckets.uploads.spool import BLOCK, full_disk_told, on_disk, spool


class SpooledFile(UploadedFile):  # type: ignore[type-arg]  # only the stubs know its argument
    """A file in the spool. It is deleted when it is closed, unless somebody kept it."""

    size: int

    def __init__(self, name: str, content_type: str = "") -> None:
        self.spool_name = spool().create()
        # Django cuts the other one at 255 characters.
        self.given_name = name
        self._digest = hashlib.sha256()
        self._kept = False
        self._writer = spool().writer(self.spool_name)
        super().__init__(self._writer, name, content_type, size=0)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def add(self, block: bytes) -> None:
        """Raises TooLarge and NoSpace."""
        with full_disk_told():
            self._writer.write(block)
        self._digest.update(block)
        self.size += len(block)
        check_most(self.size)

    def complete(self) -> None:
        """Have it on the disk. Raises NoSpace."""
        with full_disk_told():
            on_disk(self._writer)

    def keep(self) -> None:
        """Whoever calls this deletes it from the spool later."""
        self._kept = True

    def close(self) -> None:
        self._writer.close()
        if not self._kept:
            spool().delete(self.spool_name)


class SpoolUploads(FileUploadHandler):
    """For `request.upload_handlers`: the files of a form become SpooledFiles.

    Reading the form raises TooLarge and NoSpace.
    """

    file: SpooledFile | None = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        check_most(content_length)
        spool().check_room(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = SpooledFile(self.file_name or "", self.content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file:
            self.file.add(raw_data)

    def file_complete(self, file_size: int) -> SpooledFile | None:
        file, self.file = self.file, None
        if file:
            file.complete()
        return file

    def upload_interrupted(self) -> None:
        if self.file:
            self.file.close()


def spool_stream(stream: BinaryIO, name: str) -> SpooledFile:
    """A stream, read to its end. Raises TooLarge and NoSpace."""
    file = SpooledFile(name)
    try:
        while block := stream.read(BLOCK):
            file.add(block)
        file.complete()
    except BaseException:
        file.close()
        raise
    return file
