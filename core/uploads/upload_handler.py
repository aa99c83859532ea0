"""Files of forms and streams, written to the spool while they arrive: never held in memory."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from core.uploads.beside import Beside
from core.uploads.spool import (
    BLOCK_SIZE,
    check_max_size,
    flush_to_disk,
    raising_no_space,
    spool,
)

# A thread costs more than it saves below this.
HASHED_AT_ONCE_BYTES = 1024 * 1024
# What is on the disk already needn't be waited for at the end.
FLUSHED_EVERY_BYTES = 32 * 1024 * 1024


class SpooledFile(UploadedFile):  # type: ignore[type-arg]  # only the stubs know its argument
    """A file in the spool. It is deleted when it is closed, unless `keep` was called."""

    size: int

    def __init__(self, name: str, content_type: str = "") -> None:
        self.spool_name = spool().create()
        # Django cuts `name` at 255 characters.
        self.full_name = name
        self._digest = hashlib.sha256()
        self._hashing, self._flushing = Beside(), Beside()
        self._is_kept = False
        self._writer = spool().writer(self.spool_name)
        super().__init__(self._writer, name, content_type, size=0)

    @property
    def sha256(self) -> str:
        self._hashing.finish()
        return self._digest.hexdigest()

    def append(self, block: bytes) -> None:
        """Raises UploadTooLargeError and NoSpaceError."""
        begun, self.size = self.size, self.size + len(block)
        check_max_size(self.size)
        if self.size <= HASHED_AT_ONCE_BYTES:
            self._digest.update(block)
        else:
            self._hashing.begin(self._digest.update, block)
        with raising_no_space():
            self._writer.write(block)
            if begun // FLUSHED_EVERY_BYTES != self.size // FLUSHED_EVERY_BYTES:
                self._flushing.begin(os.fdatasync, self._writer.fileno())

    def complete(self) -> None:
        """Flush it to the disk. Raises NoSpaceError."""
        with raising_no_space():
            self._flushing.finish()
            flush_to_disk(self._writer)

    def keep(self) -> None:
        """Leave it in the spool when it is closed: the caller deletes it later."""
        self._is_kept = True

    def close(self) -> None:
        self._hashing.close()
        self._flushing.close()
        self._writer.close()
        if not self._is_kept:
            spool().delete(self.spool_name)


class SpoolUploadHandler(FileUploadHandler):
    """For `request.upload_handlers`: the files of a form become SpooledFiles.

    Reading the form raises UploadTooLargeError and NoSpaceError.
    """

    chunk_size = BLOCK_SIZE
    file: SpooledFile | None = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        check_max_size(content_length)
        spool().check_free_space(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = SpooledFile(self.file_name or "", self.content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._deleting_on_error():
            if self.file:
                self.file.append(raw_data)

    def file_complete(self, file_size: int) -> SpooledFile | None:
        with self._deleting_on_error():
            if self.file:
                self.file.complete()
        file, self.file = self.file, None
        return file

    def upload_interrupted(self) -> None:
        if self.file:
            self.file.close()

    @contextlib.contextmanager
    def _deleting_on_error(self) -> Iterator[None]:
        """Django closes only the files that are complete."""
        try:
            yield
        except BaseException:
            self.upload_interrupted()
            raise


def spool_stream(stream: BinaryIO, name: str) -> SpooledFile:
    """Read a stream to its end into the spool. Raises UploadTooLargeError and NoSpaceError."""
    file = SpooledFile(name)
    try:
        while block := stream.read(BLOCK_SIZE):
            file.append(block)
        file.complete()
    except BaseException:
        file.close()
        raise
    return file
