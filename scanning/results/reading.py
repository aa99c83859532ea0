"""Reads the `results` of a scanned file as segments. Malformed data never raises.

Source: docs.acrcloud.com, File Scanning and Metadata, and captured callbacks.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Entry = Mapping[str, Any]
LABELS = {"m": "Music", "ms": "Music and speech", "s": "Speech", "o": "Other sound"}
PREDICTIONS = {"ai_generated": "AI-generated", "human": "Made by people", "no_music": "No music"}
MAX_ID = 2**63 - 1
# No time, score or length is larger than this.
MAX_NUMBER = 1e12


@dataclass(frozen=True, slots=True)
class ResultSection:
    """`look` is its colour in the timeline: the CSS classes `bar-<look>` and `swatch-<look>`."""

    key: str
    label: str
    look: str
    is_match: bool = False


OWN = ResultSection("custom_files", "Own catalogue", "own", is_match=True)
MUSIC = ResultSection("music", "Music", "music", is_match=True)
COVERS = ResultSection("cover_songs", "Covers", "covers", is_match=True)
SPEECH = ResultSection("speech", "Speech", "speech")
TALK = ResultSection("music_speech", "Talk and music", "talk")
AI = ResultSection("ai_detection", "AI music", "signal")
SECTIONS = (OWN, MUSIC, COVERS, SPEECH, TALK, AI)


@dataclass(frozen=True, slots=True)
class ResultSegment:
    """One stretch of a recording. All times are seconds; `number` is its position in the table.

    `segment_score` is the one beside the match, `match_score` the one inside it; either may be
    missing. `piece_begin` is where in the piece the stretch begins.
    """

    section: ResultSection
    begin: float
    end: float
    title: str
    artists: str = ""
    segment_score: float | None = None
    match_score: float | None = None
    piece_begin: float | None = None
    piece_length: float | None = None
    bucket_id: int | None = None
    acr_id: str = ""
    audio_id: str = ""
    isrc: str = ""
    label: str = ""
    has_music: bool = False
    number: int = 0
    source: Entry = field(default_factory=dict)

    @property
    def played(self) -> float:
        return self.end - self.begin

    @property
    def score(self) -> float | None:
        """The match's score, else the segment's: alternates are ordered by it."""
        return self.match_score if self.match_score is not None else self.segment_score


def read_results(results: object, *, length: float | None = None) -> list[ResultSegment]:
    """The segments ordered by their begin. `length` is the recording's in seconds, if known."""
    document = _object(results)
    segments = [
        _READERS[section.key](section, entry, length or 0.0)
        for section in SECTIONS
        for entry in _objects(document.get(section.key))
    ]
    order = {section.key: index for index, section in enumerate(SECTIONS)}
    segments.sort(
        key=lambda segment: (segment.begin, order[segment.section.key], -(segment.score or 0.0))
    )
    return [replace(segment, number=number) for number, segment in enumerate(segments, start=1)]


def _match(section: ResultSection, entry: Entry, length: float) -> ResultSegment:
    result = _object(entry.get("result"))
    begin, end = _span(entry)
    is_own = section is OWN
    return ResultSegment(
        section=section,
        begin=begin,
        end=end,
        title=_text(result.get("title")) or "Untitled",
        artists=_artists(result),
        segment_score=_number(entry.get("score")),
        match_score=_number(result.get("score")),
        piece_begin=_seconds(result.get("db_begin_time_offset_ms")),
        piece_length=_seconds(result.get("duration_ms")),
        bucket_id=_id(result.get("bucket_id")) if is_own else None,
        acr_id=_text(result.get("acrid")),
        audio_id=_text(result.get("audio_id")),
        isrc=_isrc(result),
        label=_text(result.get("label")),
        has_music=True,
        source=entry,
    )


def _talk(section: ResultSection, entry: Entry, length: float) -> ResultSegment:
    begin, end = _span(entry)
    label = _text(entry.get("label"))
    return ResultSegment(
        section=section,
        begin=begin,
        end=end,
        title=LABELS.get(label, label or "Unnamed"),
        has_music=label in ("m", "ms"),
        source=entry,
    )


def _speech(section: ResultSection, entry: Entry, length: float) -> ResultSegment:
    """The format is not documented, so several plausible keys are tried."""
    result = _object(entry.get("result"))
    begin, end = _span(entry)
    titles = (_text(result.get(key) or entry.get(key)) for key in ("text", "transcript", "title"))
    return ResultSegment(
        section=section,
        begin=begin,
        end=end,
        title=next(filter(None, titles), "Speech"),
        segment_score=_number(entry.get("score")),
        match_score=_number(result.get("score")),
        label=_text(result.get("language") or entry.get("language")),
        source=entry,
    )


def _signal(section: ResultSection, entry: Entry, length: float) -> ResultSegment:
    """An AI-music verdict on the whole recording, or on one stem of it."""
    prediction = _text(entry.get("prediction"))
    stem = _text(entry.get("stem"))
    likely_source = _text(entry.get("likely_source"))
    return ResultSegment(
        section=section,
        begin=0.0,
        end=_number(entry.get("duration")) or length,
        title=PREDICTIONS.get(prediction, prediction or "Unnamed"),
        artists=f"most like {likely_source}"
        if likely_source and prediction == "ai_generated"
        else "",
        match_score=_number(entry.get("ai_probability")),
        label="" if stem in ("", "original") else stem,
        source=entry,
    )


_READERS: dict[str, Callable[[ResultSection, Entry, float], ResultSegment]] = {
    OWN.key: _match,
    MUSIC.key: _match,
    COVERS.key: _match,
    SPEECH.key: _speech,
    TALK.key: _talk,
    AI.key: _signal,
}


def _span(entry: Entry) -> tuple[float, float]:
    """Begin and end, from `offset` and `played_duration` or from `start` and `end`."""
    begins = (_number(entry.get(key)) for key in ("offset", "start", "begin"))
    begin = max(0.0, next((begin for begin in begins if begin is not None), 0.0))
    played, end = _number(entry.get("played_duration")), _number(entry.get("end"))
    if played is not None:
        end = begin + played
    return begin, max(begin, end if end is not None else begin)


def _artists(result: Entry) -> str:
    names = [_text(artist.get("name")) for artist in _objects(result.get("artists"))]
    return ", ".join(name for name in names if name) or _text(result.get("artist"))


def _isrc(result: Entry) -> str:
    isrc = _object(result.get("external_ids")).get("isrc")
    return _text(isrc[0] if isinstance(isrc, list) and isrc else isrc)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """The non-empty objects in a list. A single object counts as a list of one."""
    entries = value if isinstance(value, list) else [value]
    return (entry for entry in entries if isinstance(entry, dict) and entry)


def _number(value: object) -> float | None:
    """A finite number of sensible size, which may come as text, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= MAX_NUMBER else None


def _seconds(milliseconds: object) -> float | None:
    number = _number(milliseconds)
    return None if number is None else number / 1000


def _id(value: object) -> int | None:
    """An id, which may come as text."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    is_id = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_id and int(text) <= MAX_ID else None


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""
