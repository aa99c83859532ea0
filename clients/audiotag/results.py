"""What `get_result` answers, read leniently. Source: AudioTag API 2.5, table 6."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import orjson

from clients.errors import UnreadableReply


class Progress(StrEnum):
    WAIT = "wait"
    FOUND = "found"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Track:
    title: str
    artist: str
    album: str
    year: str


@dataclass(frozen=True)
class Candidate:
    """`confidence` is said in per cent and may exceed 100; `time` is a stretch of the file."""

    confidence: float | None
    time: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Result:
    progress: Progress
    candidates: tuple[Candidate, ...]
    raw: str


def read_result(raw: str) -> Result:
    """A `get_result` answer that was kept. Raises UnreadableReply."""
    try:
        said = orjson.loads(raw)
        return Result(
            Progress(said.get("result") or said.get("job_status")),
            candidates_in(said.get("data")),
            raw,
        )
    except (orjson.JSONDecodeError, AttributeError, ValueError) as error:
        raise UnreadableReply("This is not a result of AudioTag.") from error


def candidates_in(data: object) -> tuple[Candidate, ...]:
    found = [
        Candidate(
            confidence=number(entry["confidence"]) if "confidence" in entry else None,
            time=_text(entry.get("time")),
            tracks=_tracks(entry.get("tracks")),
        )
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict)
    ]
    return tuple(sorted(found, key=lambda candidate: -(candidate.confidence or 0)))


def _tracks(rows: object) -> tuple[Track, ...]:
    """Each track is a list: title, artist, album, year."""
    return tuple(
        Track(*(_text(row[at]) if at < len(row) else "" for at in range(4)))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list)
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()


def number(value: object) -> float:
    """0 for whatever isn't a number."""
    try:
        read = float(str(value))
    except ValueError:
        return 0.0
    return read if isfinite(read) else 0.0
