"""Audio files on disk: under the engine's folder, by generated names, never by a client's."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile


@dataclass(frozen=True)
class StoredFile:
    name: str
    size: int


def path_of(name: str) -> Path:
    return Path(settings.FILES_DIR) / name


def store_upload(upload: "UploadedFile[Any]") -> StoredFile:
    """Store an upload that lies in the spool: a rename, whatever its size."""
    if not isinstance(upload, TemporaryUploadedFile):
        raise TypeError("uploads go to disk: see FILE_UPLOAD_HANDLERS")
    upload.flush()
    return store_file(Path(upload.temporary_file_path()))


def store_file(source: Path) -> StoredFile:
    """Move a file from the spool to the stored files."""
    name, target = new_path()
    size = source.stat().st_size
    source.chmod(0o600)
    source.replace(target)
    return StoredFile(name, size)


def link_copy(name: str) -> StoredFile:
    """Store the same bytes once more under another name."""
    copy, target = new_path()
    os.link(path_of(name), target)
    # A new time, however old the bytes are: no row names it yet, and cleanup deletes old strays.
    os.utime(target)
    return StoredFile(copy, target.stat().st_size)


def new_path() -> tuple[str, Path]:
    token = uuid.uuid4().hex
    name = f"{token[:2]}/{token}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    return name, target


def delete(name: str) -> None:
    if name:
        path_of(name).unlink(missing_ok=True)


@contextmanager
def spool_file() -> Iterator[Path]:
    """A path in the spool for incoming bytes; deleted afterwards unless it was stored."""
    path = Path(settings.SPOOL_DIR) / uuid.uuid4().hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
