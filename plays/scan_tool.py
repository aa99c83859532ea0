"""A recording's plays in the columns of the official scan tool's music results.

Its 29 columns are kept in their order; after them come two of its report on own files. Source: the
reports of ACRCloud's command-line scan tool. It writes a score of 100 for longer hits: here it is
the one that was sent.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from core.ui.lists.export import BYTE_ORDER_MARK, spreadsheet_value
from plays.presenters import TracklistEntry, present_tracklist, result_of
from plays.rights import texts_of
from scanning.models import ScannedFile

COLUMNS = (
    "filename", "status_code", "start_time", "end_time", "duration_ms", "played_duration_ms",
    "title", "score", "similar_results", "album_name", "artists_names", "isrc", "upc",
    "spotify_id", "youtube_id", "deezer_id", "release_date", "label", "acrid", "composers",
    "lyricists", "lyrics", "language", "sample_begin_time_offset_ms",
    "sample_end_time_offset_ms", "db_begin_time_offset_ms", "db_end_time_offset_ms",
    "start_time_ms", "end_time_ms", "audio_id", "bucket_id",
)  # fmt: skip
FOUND = 0
SEPARATOR = "|##|"
_OFFSETS = (
    "sample_begin_time_offset_ms",
    "sample_end_time_offset_ms",
    "db_begin_time_offset_ms",
    "db_end_time_offset_ms",
)


def as_csv(file: ScannedFile) -> str:
    """One line a play. Several values of a cell are joined by `|##|`, as in the tool."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in as_rows(file):
        values = (row[name] for name in COLUMNS)
        writer.writerow(
            [
                spreadsheet_value(SEPARATOR.join(value) if isinstance(value, list) else value)
                for value in values
            ]
        )
    return text.getvalue()


def as_rows(file: ScannedFile) -> Iterator[dict[str, Any]]:
    """The plays in the order of time, each as the columns' values."""
    for entry in present_tracklist(file.pk):
        if entry.front is not None:
            yield _row(file, entry, result_of(entry.front))


def _row(file: ScannedFile, entry: TracklistEntry, result: Mapping[str, Any]) -> dict[str, Any]:
    play, front = entry.play, entry.front
    elsewhere = result.get("external_metadata")
    contributors = result.get("contributors")
    lyrics = result.get("lyrics")
    similar = [
        f"{match.title} [{_plain(match.segment_score or match.match_score)}|{match.acr_id}]"
        for match in entry.alternates
    ]
    return {
        "filename": file.name,
        "status_code": FOUND,
        "start_time": _clock(play.begin),
        "end_time": _clock(play.end),
        "duration_ms": _milliseconds(play.end - play.begin),
        "played_duration_ms": _milliseconds(play.played),
        "title": play.title,
        "score": _plain(play.score),
        "similar_results": similar,
        "album_name": play.album,
        "artists_names": texts_of(result.get("artists")),
        "isrc": play.isrc,
        "upc": play.upc,
        "spotify_id": _track_id(elsewhere, "spotify"),
        "youtube_id": _track_id(elsewhere, "youtube"),
        "deezer_id": _track_id(elsewhere, "deezer"),
        "release_date": front.released if front else "",
        "label": play.label,
        "acrid": play.acr_id,
        "composers": texts_of(_part(contributors, "composers")),
        "lyricists": texts_of(_part(contributors, "lyricists")),
        "lyrics": texts_of(_part(lyrics, "copyrights")),
        "language": _text(result.get("language")),
        **{name: result.get(name, "") for name in _OFFSETS},
        "start_time_ms": _milliseconds(play.begin),
        "end_time_ms": _milliseconds(play.end),
        "audio_id": front.audio_id if front else "",
        "bucket_id": play.bucket_id if play.bucket_id is not None else "",
    }


def _track_id(elsewhere: object, platform: str) -> str:
    """A track's id on a platform, which is described by an object or a list of them."""
    described = _part(elsewhere, platform)
    first = described[0] if isinstance(described, list) and described else described
    return _text(_part(first, "vid")) or _text(_part(_part(first, "track"), "id"))


def _part(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}"
