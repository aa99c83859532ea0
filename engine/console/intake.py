"""Taking in a file that a form or a URL brings: what buckets and containers share."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from audio.decode import AudioError, Limits, probe
from engine import storage
from engine.storage import Stored
from engine.wire.call import Call

# The reply waits for this look at the file; what takes longer is the worker's to find out.
GLANCE = Limits(cpu_seconds=5, wall_seconds=8.0)


@dataclass(frozen=True)
class Taken:
    """A file that is kept, the name its sender gave it, and its seconds if they could be read."""

    stored: Stored
    name: str
    duration: float


def uploaded(call: Call) -> "UploadedFile[Any] | None":
    """The uploaded file; complains in the call's fields when there is none."""
    file = call.file
    if file is None:
        call.fields.wrong("file", "The file field is required.")
    elif not file.size:
        call.fields.wrong("file", "The file is empty.")
    else:
        return file
    return None


def take(file: "UploadedFile[Any]", *, audio: bool) -> Taken:
    stored = storage.keep_upload(file)
    return Taken(stored, named(file.name), glance(stored) if audio else 0.0)


def glance(stored: Stored) -> float:
    """Seconds, or 0 where it takes a real attempt to say what is wrong with the file."""
    try:
        return probe(storage.path_of(stored.name), limits=GLANCE).duration
    except AudioError:
        return 0.0


def named(name: str | None) -> str:
    """A client's file name, as text to show and never as a path."""
    text = (name or "").replace("\0", "").encode(errors="replace").decode()
    return PurePath(text.replace("\\", "/")).name[:1000]
