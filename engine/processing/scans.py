"""Scanning a file of a container, and queueing its callback."""

from typing import Any

import orjson
from django.db import transaction

from core.audio.decoder import probe
from core.audio.errors import AudioError
from engine.clock import stamp
from engine.disk import storage
from engine.models import Container, ScannedFile, ScanResult
from engine.models.scanned_file import NO_RESULTS, NOT_SCANNED, READY, UNREADABLE
from engine.processing.callbacks import queue_callback
from engine.processing.outcome import MAX_ATTEMPTS, UnprocessableFileError, finish
from engine.processing.references import CLOSED_FORMAT_ERROR
from engine.processing.timeline import scan_timeline

READABLE_DATA_TYPES = ("audio", "audio_url")
# Engines that compare fingerprints; the others detect what this engine can't.
FINGERPRINT_ENGINES = (1, 3)
SECTION_OF_ENGINE = {2: "cover_songs", 3: "cover_songs", 4: "speech", 5: "ai_detection"}


def process(file: ScannedFile) -> None:
    """Process a claimed file to one of its four final states."""
    container = Container.objects.get(pk=file.container_id)
    try:
        seconds, results = scan_file(file, container)
    except AudioError as error:
        finish_scan(file, container, state=UNREADABLE, error=str(error))
    except UnprocessableFileError as error:
        finish_scan(file, container, state=NOT_SCANNED, error=str(error))
    else:
        state = READY if any(results.values()) else NO_RESULTS
        finish_scan(file, container, state=state, seconds=seconds, results=results)


def scan_file(file: ScannedFile, container: Container) -> tuple[float, dict[str, list[Any]]]:
    """The file's seconds and its results.

    Raises AudioError for an unreadable file, UnprocessableFileError for other reasons.
    """
    if file.data_type == "fingerprint":
        raise UnprocessableFileError(CLOSED_FORMAT_ERROR)
    if file.data_type not in READABLE_DATA_TYPES:
        raise UnprocessableFileError(
            f"Pages of {file.data_type} can't be fetched: this engine works offline."
        )
    if file.attempts > MAX_ATTEMPTS:
        raise UnprocessableFileError("The file could not be scanned.")
    path = storage.path_of(file.stored)
    seconds = probe(path).duration
    results: dict[str, list[Any]] = {}
    if file.engine in FINGERPRINT_ENGINES:
        results = scan_timeline(path, container)
    return seconds, {**results, **empty_sections(file.engine, container)}


def empty_sections(engine: int, container: Container) -> dict[str, list[Any]]:
    """The requested sections that this engine always leaves empty."""
    sections: dict[str, list[Any]] = {}
    if engine in SECTION_OF_ENGINE:
        sections[SECTION_OF_ENGINE[engine]] = []
    if container.music_detection:
        sections["music_speech"] = []
    if container.ai_detection:
        sections["ai_detection"] = []
    return sections


def finish_scan(
    file: ScannedFile,
    container: Container,
    *,
    state: int,
    error: str = "",
    seconds: float | None = None,
    results: dict[str, list[Any]] | None = None,
) -> None:
    """Write state, results and callback together, or nothing where the file was taken away."""
    results_json = orjson.dumps(results).decode() if results else None
    changes: dict[str, Any] = {"state": state, "error": error, "updated_at": stamp()}
    if seconds is not None:
        changes["duration"] = seconds
        changes["music_detected"] = 1 if results and results.get("music") else 0
    with transaction.atomic():
        if not finish(file, **changes):
            return
        if results_json:
            ScanResult.objects.update_or_create(file=file, defaults={"results": results_json})
        Container.tally(container.pk)
        file.state = state
        queue_callback(file, container, results_json)
