"""Scanning a file that was sent to a container, and saying what came of it."""

from typing import Any

import orjson
from django.db import transaction

from audio.decode import AudioError, probe
from engine import storage
from engine.callbacks import announce
from engine.clock import stamp
from engine.models import Container, ScannedFile, ScanResult
from engine.models.scanned_file import NO_RESULTS, NOT_SCANNED, READY, UNREADABLE
from engine.processing.outcome import MOST_ATTEMPTS, Impossible, finish
from engine.processing.references import CLOSED
from engine.processing.timeline import timeline

READABLE = ("audio", "audio_url")
# Engines that compare fingerprints; what the others look for, this engine can't see.
FINGERPRINTING = (1, 3)
SECTION_OF_ENGINE = {2: "cover_songs", 3: "cover_songs", 4: "speech", 5: "ai_detection"}


def process(file: ScannedFile) -> None:
    """Move a claimed file to one of its four ends."""
    container = Container.objects.get(pk=file.container_id)
    try:
        seconds, results = scanned(file, container)
    except AudioError as error:
        end(file, container, state=UNREADABLE, error=str(error))
    except Impossible as error:
        end(file, container, state=NOT_SCANNED, error=str(error))
    else:
        state = READY if any(results.values()) else NO_RESULTS
        end(file, container, state=state, seconds=seconds, results=results)


def scanned(file: ScannedFile, container: Container) -> tuple[float, dict[str, list[Any]]]:
    """Seconds and results. Raises AudioError where the file is at fault, Impossible elsewhere."""
    if file.data_type == "fingerprint":
        raise Impossible(CLOSED)
    if file.data_type not in READABLE:
        raise Impossible(f"Pages of {file.data_type} can't be fetched: this engine works offline.")
    if file.attempts > MOST_ATTEMPTS:
        raise Impossible("The file could not be scanned.")
    path = storage.path_of(file.stored)
    seconds = probe(path).duration
    results: dict[str, list[Any]] = {}
    if file.engine in FINGERPRINTING:
        results = timeline(path, container)
    return seconds, {**results, **unseen(file.engine, container)}


def unseen(engine: int, container: Container) -> dict[str, list[Any]]:
    """The sections that were asked for and that this engine has nothing to say in."""
    sections: dict[str, list[Any]] = {}
    if engine in SECTION_OF_ENGINE:
        sections[SECTION_OF_ENGINE[engine]] = []
    if container.music_detection:
        sections["music_speech"] = []
    if container.ai_detection:
        sections["ai_detection"] = []
    return sections


def end(
    file: ScannedFile,
    container: Container,
    *,
    state: int,
    error: str = "",
    seconds: float | None = None,
    results: dict[str, list[Any]] | None = None,
) -> None:
    """State, results and callback together, or nothing where the file is no longer the worker's."""
    kept = orjson.dumps(results).decode() if results else None
    changes: dict[str, Any] = {"state": state, "error": error, "updated_at": stamp()}
    if seconds is not None:
        changes["duration"] = seconds
        changes["music_detected"] = 1 if results and results.get("music") else 0
    with transaction.atomic():
        if not finish(file, **changes):
            return
        if kept:
            ScanResult.objects.update_or_create(file=file, defaults={"results": kept})
        Container.tally(container.pk)
        file.state = state
        announce(file, container, kept)
