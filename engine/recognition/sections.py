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
class SectionMatch:
    """Where a sample and a reference agree, and how sure that is (70 to 100)."""

    file_id: int
    score: int
    sample_begin_ms: int
    sample_end_ms: int
    db_begin_ms: int
    db_end_ms: int


def matched_files(matches: Iterable[SectionMatch]) -> dict[int, AudioFile]:
    """The matched files that still exist, by id, with their buckets."""
    ids = {match.file_id for match in matches}
    return AudioFile.objects.filter(state=READY).select_related("bucket").in_bulk(ids)


def section_name(file: AudioFile) -> str:
    return "music" if file.bucket.type == CATALOGUE_TYPE else "custom_files"


def represent_match(file: AudioFile, match: SectionMatch, *, scanning: bool) -> dict[str, Any]:
    """One match; file scanning and identify differ in details, as the real ones do."""
    if section_name(file) == "music":
        return represent_track(file, match, scanning=scanning)
    return represent_custom_file(file, match, scanning=scanning)


def represent_track(file: AudioFile, match: SectionMatch, *, scanning: bool) -> dict[str, Any]:
    tags: Mapping[str, str] = orjson.loads(file.catalogue)
    empty: Any = [] if scanning else {}
    track: dict[str, Any] = {
        "acrid": file.acr_id,
        "title": file.title,
        "artists": [{"name": tags.get("artist", "Untags artist")}],
        "album": {"name": tags.get("album", "")},
        "external_ids": {"isrc": tags["isrc"]} if "isrc" in tags else empty,
        "external_metadata": empty,
        "result_from": 1 if scanning else 3,
        **match_offsets(file, match),
    }
    if "label" in tags:
        track["label"] = tags["label"]
    if "date" in tags:
        track["release_date"] = tags["date"]
    if "genre" in tags:
        track["genres"] = [{"name": tags["genre"]}]
    return track


def represent_custom_file(
    file: AudioFile, match: SectionMatch, *, scanning: bool
) -> dict[str, Any]:
    """With the customer's own keys beside the API's, which take precedence."""
    return {
        **orjson.loads(file.user_defined),
        "acrid": file.acr_id,
        "title": file.title,
        # A number at identify, a string in scan results: both documents show it so.
        "bucket_id": str(file.bucket_id) if scanning else file.bucket_id,
        "audio_id": file.audio_id,
        **match_offsets(file, match),
    }


def match_offsets(file: AudioFile, match: SectionMatch) -> dict[str, int]:
    return {
        "duration_ms": round(file.duration * 1000),
        "score": match.score,
        "db_begin_time_offset_ms": match.db_begin_ms,
        "db_end_time_offset_ms": match.db_end_ms,
        "sample_begin_time_offset_ms": match.sample_begin_ms,
        "sample_end_time_offset_ms": match.sample_end_ms,
        # Where the piece is when the recognized window ends.
        "play_offset_ms": match.db_end_ms,
    }
