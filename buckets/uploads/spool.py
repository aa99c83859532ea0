"""Files on their way, in a folder of their own and under names of our own."""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BLOCK = 256 * 1024
# Left to the database and the logs, which must go on when no upload can.
KEPT_FREE = 256 * 1024 * 1024
SCHEME = "file://"


class NoSpace(Exception):
    """The disk can't take this file."""


class Spool:
    """A folder of files. What is written to one counts once it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def create(self) -> str:
        """An empty file; returns its name."""
        name = uuid.uuid4().hex
        os.close(os.open(self._path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def aside(self) -> BinaryIO:
        """A file without a name, on the same disk: gone when it is closed or the process dies."""
        return tempfile.TemporaryFile(dir=self._folder)

    def writer(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        return self._path(name).open("r+b")

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[BinaryIO]:
        """The file for one writer at a time. Raises FileNotFoundError."""
        with self.writer(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def blocks(self, name: str) -> Iterator[bytes]:
        """Raises FileNotFoundError."""
        with self._path(name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def size(self, name: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        return self._path(name).stat().st_size

    def delete(self, name: str) -> None:
        if name:
            self._path(name).unlink(missing_ok=True)

    def check_room(self, size: int) -> None:
        """Raises NoSpace when `size` more bytes would all but fill the disk."""
        if shutil.disk_usage(self._folder).free - size < KEPT_FREE:
            raise NoSpace("The portal’s disk has no room for this file.")

    def names(self) -> Iterator[tuple[str, float]]:
        """Every file of ours and when it last changed, in seconds since the epoch."""
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError, ValueError):
                yield uuid.UUID(path.name).hex, path.stat().st_mtime

    def _path(self, name: str) -> Path:
        return self._folder / uuid.UUID(name).hex


def append(file: BinaryIO, at: int, source: BinaryIO) -> int:
    """Cut `file` to `at` bytes, add what `source` holds; returns the size, once it is on the disk.

    What lay beyond `at` was never acknowledged. Raises NoSpace.
    """
    file.truncate(at)
    file.seek(at)
    with full_disk_told():
        shutil.copyfileobj(source, file, BLOCK)
        on_disk(file)
    return file.tell()


def on_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def full_disk_told() -> Iterator[None]:
    """Raises NoSpace where the system says that the disk, or this user's share of it, is full."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpace("The portal’s disk is full.") from error
        raise


def spool() -> Spool:
    """The spool that SPOOL_URL names. Raises ImproperlyConfigured."""
    if not settings.SPOOL_URL.startswith(SCHEME):
        raise ImproperlyConfigured(f"SPOOL_URL must name a folder: {SCHEME}/path/to/it")
    return Spool(Path(settings.SPOOL_URL.removeprefix(SCHEME)))
