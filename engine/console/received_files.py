"""Receiving an uploaded file: what buckets and containers share."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from core.audio.decoder import Limits, probe
from core.audio.errors import AudioError
from engine.disk import storage
from engine.disk.storage import StoredFile
from engine.wire.call import Call

# The reply waits for this probe; what takes longer is left to the worker.
PROBE_LIMITS = Limits(cpu_seconds=5, wall_seconds=8.0)


@dataclass(frozen=True)
class ReceivedFile:
    """An uploaded file, the name its sender gave it, and its seconds (0 if they can't be read)."""

    stored: StoredFile
    name: str
    duration: float


def required_upload(call: Call) -> "UploadedFile[Any] | None":
    """The uploaded file; adds an error to the call's fields where there is none."""
    file = call.file
    if file is None:
        call.fields.add_error("file", "The file field is required.")
    elif not file.size:
        call.fields.add_error("file", "The file is empty.")
    else:
        return file
    return None


def receive_file(file: "UploadedFile[Any]", *, audio: bool) -> ReceivedFile:
    stored = storage.store_upload(file)
    return ReceivedFile(stored, display_name(file.name), probe_duration(stored) if audio else 0.0)


def probe_duration(stored: StoredFile) -> float:
    """Seconds, or 0 where only decoding can tell what is wrong with the file."""
    try:
        return probe(storage.path_of(stored.name), limits=PROBE_LIMITS).duration
    except AudioError:
        return 0.0


def display_name(name: str | None) -> str:
    """A client's file name, as text to show and never as a path."""
    text = (name or "").replace("\0", "").encode(errors="replace").decode()
    return PurePath(text.replace("\\", "/")).name[:1000]
