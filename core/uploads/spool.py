"""The spool: a folder that holds uploaded files until they are sent, under generated names."""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured, ValidationError

from core.ui import formats
from core.uploads.beside import Beside

BLOCK_SIZE = 256 * 1024
# Reserved for the database and the logs, which must keep working when uploads can't.
MIN_FREE_BYTES = 256 * 1024 * 1024
SCHEME = "file://"


class NoSpaceError(Exception):
    """The disk can't take this file."""


class SpoolFileMissingError(Exception):
    """The file is not in the spool any more."""

    def __init__(self) -> None:
        super().__init__("The file is not in the portal’s spool any more.")


class UploadTooLargeError(Exception):
    """The file exceeds UPLOAD_MAX_BYTES. The message says so."""


class ByteSource(Protocol):
    """What bytes are read from: a request's body, or a file."""

    def read(self, size: int, /) -> bytes: ...


class Spool:
    """A folder of files. A write counts once it has been flushed to the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def create(self) -> str:
        """Create an empty file; returns its name."""
        name = uuid.uuid4().hex
        os.close(os.open(self._path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._flush_folder()
        return name

    def rename(self, name: str, new_name: str) -> None:
        """Raises FileNotFoundError."""
        self._path(name).rename(self._path(new_name))
        self._flush_folder()

    def temporary_file(self) -> BinaryIO:
        """A file without a name, on the same disk: gone when it is closed or the process dies."""
        return tempfile.TemporaryFile(dir=self._folder)

    def writer(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        return self._path(name).open("r+b")

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[BinaryIO]:
        """Open the file for one writer at a time. Raises FileNotFoundError."""
        with self.writer(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def reader(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        return self._path(name).open("rb")

    def blocks(self, name: str) -> Iterator[bytes]:
        """Raises FileNotFoundError."""
        with self.reader(name) as file:
            while block := file.read(BLOCK_SIZE):
                yield block

    def size(self, name: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        return self._path(name).stat().st_size

    def delete(self, name: str) -> None:
        if name:
            self._path(name).unlink(missing_ok=True)

    def check_free_space(self, size: int) -> None:
        """Raises NoSpaceError when `size` more bytes would leave less than MIN_FREE_BYTES."""
        if shutil.disk_usage(self._folder).free - size < MIN_FREE_BYTES:
            raise NoSpaceError("The portal’s disk has no room for this file.")

    def names(self) -> Iterator[tuple[str, float]]:
        """Each file of the spool and when it last changed, in seconds since the epoch."""
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError, ValueError):
                yield uuid.UUID(path.name).hex, path.stat().st_mtime

    def _flush_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, name: str) -> Path:
        return self._folder / uuid.UUID(name).hex


def spool() -> Spool:
    """The spool that SPOOL_URL names. Raises ImproperlyConfigured."""
    if not settings.SPOOL_URL.startswith(SCHEME):
        raise ImproperlyConfigured(f"SPOOL_URL must name a folder: {SCHEME}/path/to/it")
    return Spool(Path(settings.SPOOL_URL.removeprefix(SCHEME)))


def check_spool(app_configs: Any = None, **kwargs: Any) -> Sequence[CheckMessage]:
    """System check: a spool that can't be used is reported at the start."""
    try:
        spool()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="buckets.E001")]
    except OSError as error:
        return [Error(f"The spool can’t be used: {error}", id="buckets.E002")]
    return []


def check_size(size: int) -> None:
    """Raises UploadTooLargeError, and ValidationError for an empty file."""
    if size <= 0:
        raise ValidationError({"file": ["The file is empty."]})
    check_max_size(size)


def check_max_size(size: int) -> None:
    """Raises UploadTooLargeError."""
    if size > settings.UPLOAD_MAX_BYTES:
        limit = formats.size(settings.UPLOAD_MAX_BYTES)
        raise UploadTooLargeError(f"The file is larger than this portal takes: {limit}.")


def write_at(file: BinaryIO, offset: int, source: ByteSource, *, digest: Any = None) -> int:
    """Cut `file` to `offset` bytes and add what `source` holds; returns the size, once on disk.

    Bytes beyond `offset` were never acknowledged. A `digest` is brought up to date beside the
    writing. Raises NoSpaceError.
    """
    file.truncate(offset)
    file.seek(offset)
    hashing = Beside()
    try:
        with raising_no_space():
            while block := source.read(BLOCK_SIZE):
                if digest is not None:
                    hashing.begin(digest.update, block)
                file.write(block)
            flush_to_disk(file)
        hashing.finish()
    finally:
        hashing.close()
    return file.tell()


def flush_to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def raising_no_space() -> Iterator[None]:
    """Raises NoSpaceError where the system reports that the disk or the user's quota is full."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpaceError("The portal’s disk is full.") from error
        raise
