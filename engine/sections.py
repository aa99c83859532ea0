"""A match as the API describes it: `music` for the catalogue's tracks, `custom_files` for others.

Source: docs.acrcloud.com, Metadata, Music and Custom Files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.models import AudioFile
from engine.models.audio_file import READY
from engine.models.bucket import CATALOGUE_TYPE


@dataclass(frozen=True)
class Place:
    """Where a sample and a reference agree, and how sure that is (70 to 100)."""

    file_id: int
    score: int
    sample_begin_ms: int
    sample_end_ms: int
    db_begin_ms: int
    db_end_ms: int


def files_of(places: Iterable[Place]) -> dict[int, AudioFile]:
    """The matched files that still are there, with their buckets."""
    ids = {place.file_id for place in places}
    return AudioFile.objects.filter(state=READY).select_related("bucket").in_bulk(ids)


def section_of(file: AudioFile) -> str:
    return "music" if file.bucket.type == CATALOGUE_TYPE else "custom_files"


def described(file: AudioFile, place: Place, *, scanning: bool) -> dict[str, Any]:
    """One match; file scanning and identify differ in small things that clients have met."""
    if section_of(file) == "music":
        return music(file, place, scanning=scanning)
    return custom_file(file, place, scanning=scanning)


def music(file: AudioFile, place: Place, *, scanning: bool) -> dict[str, Any]:
    known: Mapping[str, str] = orjson.loads(file.catalogue)
    nothing: Any = [] if scanning else {}
    track: dict[str, Any] = {
        "acrid": file.acr_id,
        "title": file.title,
        "artists": [{"name": known.get("artist", "Unknown artist")}],
        "album": {"name": known.get("album", "")},
        "external_ids": {"isrc": known["isrc"]} if "isrc" in known else nothing,
        "external_metadata": nothing,
        "result_from": 1 if scanning else 3,
        **offsets(file, place),
    }
    if "label" in known:
        track["label"] = known["label"]
    if "date" in known:
        track["release_date"] = known["date"]
    if "genre" in known:
        track["genres"] = [{"name": known["genre"]}]
    return track


def custom_file(file: AudioFile, place: Place, *, scanning: bool) -> dict[str, Any]:
    """With the customer's own keys beside the API's, which win where both have one."""
    return {
        **orjson.loads(file.user_defined),
        "acrid": file.acr_id,
        "title": file.title,
        # A number at identify, a string in scan results: both documents show it so.
        "bucket_id": str(file.bucket_id) if scanning else file.bucket_id,
        "audio_id": file.audio_id,
        **offsets(file, place),
    }


def offsets(file: AudioFile, place: Place) -> dict[str, int]:
    return {
        "duration_ms": round(file.duration * 1000),
        "score": place.score,
        "db_begin_time_offset_ms": place.db_begin_ms,
        "db_end_time_offset_ms": place.db_end_ms,
        "sample_begin_time_offset_ms": place.sample_begin_ms,
        "sample_end_time_offset_ms": place.sample_end_ms,
        # Where the piece is when the recognized window ends.
        "play_offset_ms": place.db_end_ms,
    }
