"""Answers of `get_result`, parsed leniently. Source: AudioTag API 2.5, table 6."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import orjson

from core.clients.errors import UnreadableReplyError


class Progress(StrEnum):
    WAIT = "wait"
    FOUND = "found"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class AudioTagTrack:
    title: str
    artist: str
    album: str
    year: str


@dataclass(frozen=True)
class AudioTagCandidate:
    """`confidence` is in per cent and may exceed 100; `time` is a stretch of the file."""

    confidence: float | None
    time: str
    tracks: tuple[AudioTagTrack, ...]


@dataclass(frozen=True)
class AudioTagResult:
    progress: Progress
    candidates: tuple[AudioTagCandidate, ...]
    raw: str


def parse_result(raw: str) -> AudioTagResult:
    """Parse a `get_result` answer. Raises UnreadableReplyError."""
    try:
        reply = orjson.loads(raw)
        return AudioTagResult(
            Progress(reply.get("result") or reply.get("job_status")),
            parse_candidates(reply.get("data")),
            raw,
        )
    except (orjson.JSONDecodeError, AttributeError, ValueError) as error:
        raise UnreadableReplyError("This is not a result of AudioTag.") from error


def parse_candidates(data: object) -> tuple[AudioTagCandidate, ...]:
    candidates = [
        AudioTagCandidate(
            confidence=to_number(entry["confidence"]) if "confidence" in entry else None,
            time=_text(entry.get("time")),
            tracks=_tracks(entry.get("tracks")),
        )
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict)
    ]
    return tuple(sorted(candidates, key=lambda candidate: -(candidate.confidence or 0)))


def _tracks(rows: object) -> tuple[AudioTagTrack, ...]:
    """Each track is a list: title, artist, album, year."""
    return tuple(
        AudioTagTrack(*(_text(row[column]) if column < len(row) else "" for column in range(4)))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list)
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()


def to_number(value: object) -> float:
    """The value as a number, or 0."""
    try:
        number = float(str(value))
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0
