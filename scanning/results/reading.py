"""Reads the `results` of a scanned file as segments. Malformed data never raises.

Source: docs.acrcloud.com, File Scanning and Metadata, and captured callbacks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Entry = Mapping[str, Any]
LABELS = {"m": "Music", "ms": "Music and speech", "s": "Speech", "o": "Other sound"}
PREDICTIONS = {"ai_generated": "AI-generated", "human": "Made by people", "no_music": "No music"}
MAX_ID = 2**63 - 1
UNTITLED = "Untitled"
# No time, score or length is larger than this.
MAX_NUMBER = 1e12
# ISO 3901: country, registrant, year, number. The country's letters aren't checked.
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


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
HUMMING = ResultSection("humming", "Humming", "covers", is_match=True)
OWN_CHANNELS = ResultSection("custom_streams", "Own channels", "own", is_match=True)
CHANNELS = ResultSection("streams", "Channels", "music", is_match=True)
SPEECH = ResultSection("speech", "Speech", "speech")
TALK = ResultSection("music_speech", "Talk and music", "talk")
AI = ResultSection("ai_detection", "AI music", "signal")
SECTIONS = (OWN, MUSIC, COVERS, HUMMING, OWN_CHANNELS, CHANNELS, SPEECH, TALK, AI)


@dataclass(slots=True)
class ResultSegment:
    """One stretch of a recording. All times are seconds.

    `number` is its position in the order of time, from 1 on; `position` its place in its section,
    from 0 on, where `source` is. `segment_score` is the one beside the match, `match_score` the one
    inside it; either may be missing. `piece_begin` is where in the piece the stretch begins. `isrc`
    is as it was sent. `engine_type` is "1", "2" or "3" in captured callbacks: inferred to be
    fingerprint, cover and DeepRight. The skews tell how much faster the piece is played, and how
    much higher.
    """

    section: ResultSection
    begin: float
    end: float
    title: str
    artists: str = ""
    album: str = ""
    segment_score: float | None = None
    match_score: float | None = None
    piece_begin: float | None = None
    piece_length: float | None = None
    bucket_id: int | None = None
    acr_id: str = ""
    audio_id: str = ""
    isrc: str = ""
    upc: str = ""
    iswc: str = ""
    label: str = ""
    released: str = ""
    composers: str = ""
    engine_type: str = ""
    time_skew: float | None = None
    frequency_skew: float | None = None
    has_music: bool = False
    position: int = 0
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
    segments: list[ResultSegment] = []
    for section in SECTIONS:
        read = _READERS.get(section.key, _match)
        for position, entry in _objects(document.get(section.key)):
            segment = read(section, entry, length or 0.0)
            segment.position = position
            segments.append(segment)
    segments.sort(
        key=lambda segment: (segment.begin, _RANKS[segment.section.key], -(segment.score or 0.0))
    )
    for number, segment in enumerate(segments, start=1):
        segment.number = number
    return segments


def read_answer(answer: str) -> list[ResultSegment]:
    """The matches in an answer of the Identification API, whose entries are results themselves.

    Their times are those of the sample. An answer that can't be parsed has none.
    """
    try:
        metadata = _object(_object(orjson.loads(answer)).get("metadata"))
    except orjson.JSONDecodeError:
        return []
    return read_results(
        {
            section.key: [_as_match(entry) for _, entry in _objects(metadata.get(section.key))]
            for section in SECTIONS
            if section.is_match
        }
    )


def normalized_isrc(sent: str) -> str:
    """An ISRC without prefix, blanks and hyphens; "" for a text that is none."""
    isrc = re.sub(r"[\s\-]", "", sent).upper().removeprefix("ISRC").removeprefix(":")
    return isrc if _ISRC.fullmatch(isrc) else ""


def _as_match(entry: Entry) -> Entry:
    begin = max(0.0, _seconds(entry.get("sample_begin_time_offset_ms")) or 0.0)
    end = _seconds(entry.get("sample_end_time_offset_ms"))
    return {"offset": begin, "played_duration": max(0.0, (end or begin) - begin), "result": entry}


def _match(section: ResultSection, entry: Entry, length: float) -> ResultSegment:
    result = _object(entry.get("result"))
    begin, end = _span(entry)
    ids = _object(result.get("external_ids"))
    return ResultSegment(
        section=section,
        begin=begin,
        end=end,
        title=_text(result.get("title")) or UNTITLED,
        artists=_artists(result),
        album=_name(result.get("album")),
        segment_score=_number(entry.get("score")),
        match_score=_number(result.get("score")),
        piece_begin=_seconds(result.get("db_begin_time_offset_ms")),
        piece_length=_seconds(result.get("duration_ms")),
        bucket_id=_id(result.get("bucket_id")) if section is OWN else None,
        acr_id=_text(result.get("acrid")),
        audio_id=_text(result.get("audio_id")),
        isrc=_first(ids.get("isrc")) or _text(result.get("isrc")),
        upc=_first(ids.get("upc")) or _text(result.get("upc")),
        iswc=_first(ids.get("iswc")) or _iswc_of_works(result),
        label=_text(result.get("label")),
        released=_released(result.get("release_date")),
        composers=_composers(result),
        engine_type=_text(entry.get("engine_type")),
        time_skew=_number(entry.get("time_skew")),
        frequency_skew=_number(entry.get("frequency_skew")),
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
        end=max(0.0, _number(entry.get("duration")) or length),
        title=PREDICTIONS.get(prediction, prediction or "Unnamed"),
        artists=f"most like {likely_source}"
        if likely_source and prediction == "ai_generated"
        else "",
        match_score=_number(entry.get("ai_probability")),
        label="" if stem in ("", "original") else stem,
        source=entry,
    )


_RANKS = {section.key: rank for rank, section in enumerate(SECTIONS)}
_READERS: dict[str, Callable[[ResultSection, Entry, float], ResultSegment]] = {
    SPEECH.key: _speech,
    TALK.key: _talk,
    AI.key: _signal,
}


def _span(entry: Entry) -> tuple[float, float]:
    """Begin and end, from `offset` and `played_duration` or from `start` and `end`."""
    begin = _number(entry.get("offset"))
    if begin is None:
        begin = _number(entry.get("start"))
    if begin is None:
        begin = _number(entry.get("begin"))
    if begin is None or begin < 0.0:
        begin = 0.0
    played = _number(entry.get("played_duration"))
    end = _number(entry.get("end")) if played is None else begin + played
    return begin, begin if end is None or end < begin else end


def _artists(result: Entry) -> str:
    return _names(result.get("artists")) or _text(result.get("artist"))


def _composers(result: Entry) -> str:
    """Those named as composers, else the creators of the works."""
    composers = _names(_object(result.get("contributors")).get("composers"))
    if composers or not result.get("works"):
        return composers
    works = (work for _, work in _objects(result.get("works")))
    names = (_names(work.get("creators")) for work in works)
    return next(filter(None, names), "")


def _iswc_of_works(result: Entry) -> str:
    if not result.get("works"):
        return ""
    works = (work for _, work in _objects(result.get("works")))
    return next(filter(None, (_text(work.get("iswc")) for work in works)), "")


def _released(value: object) -> str:
    """A date as it was sent: whole, a year, or "None"."""
    text = _text(value)
    return "" if text == "None" else text


def _names(value: object) -> str:
    """The names in a list of objects or of texts, or a single one."""
    if not value:
        return ""
    if not isinstance(value, list):
        return _name(value)
    if len(value) == 1:
        return _name(value[0])
    return ", ".join(filter(None, map(_name, value)))


def _name(value: object) -> str:
    if not isinstance(value, dict):
        return _text(value)
    name = _text(value.get("name"))
    last_name = _text(value.get("last_name"))
    return f"{name} {last_name}" if last_name and last_name not in name else name


def _first(value: object) -> str:
    """A text, or the first text of a list."""
    if not isinstance(value, list):
        return _text(value)
    return next(filter(None, map(_text, value)), "")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The non-empty objects in a list with their positions. A single object is a list of one."""
    entries = value if isinstance(value, list) else [value]
    return (
        (position, entry)
        for position, entry in enumerate(entries)
        if isinstance(entry, dict) and entry
    )


def _number(value: object) -> float | None:
    """A finite number of sensible size, which may come as text, or None."""
    # Most of the time of reading is spent here: by far the most values are of these two types.
    kind = type(value)
    if kind is float or kind is int:
        number: float = value  # type: ignore[assignment]
    elif kind is str:
        try:
            number = float(value)  # type: ignore[arg-type]
        except ValueError:
            return None
    else:
        return None
    # What is no number is not in between.
    return float(number) if -MAX_NUMBER <= number <= MAX_NUMBER else None


def _seconds(milliseconds: object) -> float | None:
    number = _number(milliseconds)
    return None if number is None else number / 1000


def _id(value: object) -> int | None:
    """An id, which may come as text."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    is_id = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_id and int(text) <= MAX_ID else None


def _text(value: object) -> str:
    kind = type(value)
    if kind is str:
        text: str = value  # type: ignore[assignment]
        # No column takes a null character.
        return text.replace("\0", "").strip()
    return str(value) if kind is int or kind is float or kind is bool else ""
