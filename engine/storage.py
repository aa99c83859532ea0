"""Audio on disk: under the engine's folder, by names of its own, never by a client's."""

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
class Stored:
    name: str
    size: int


def path_of(name: str) -> Path:
    return Path(settings.FILES_DIR) / name


def keep_upload(upload: "UploadedFile[Any]") -> Stored:
    """Take an upload that lies in the spool: a rename, whatever its size."""
    if not isinstance(upload, TemporaryUploadedFile):
        raise TypeError("uploads go to disk: see FILE_UPLOAD_HANDLERS")
    upload.flush()
    return keep(Path(upload.temporary_file_path()))


def keep(source: Path) -> Stored:
    """Move a file of the spool among the kept ones."""
    name, target = fresh()
    size = source.stat().st_size
    source.chmod(0o600)
    source.replace(target)
    return Stored(name, size)


def share(name: str) -> Stored:
    """Keep the same bytes once more under a name of their own."""
    copy, target = fresh()
    os.link(path_of(name), target)
    # Young, however old the bytes are: no row names it yet, and tidying takes old strays.
    os.utime(target)
    return Stored(copy, target.stat().st_size)


def fresh() -> tuple[str, Path]:
    token = uuid.uuid4().hex
    name = f"{token[:2]}/{token}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    return name, target


def discard(name: str) -> None:
    if name:
        path_of(name).unlink(missing_ok=True)


@contextmanager
def spooled() -> Iterator[Path]:
    """A place in the spool for bytes that arrive; gone afterwards unless it was kept."""
    path = Path(settings.SPOOL_DIR) / uuid.uuid4().hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
