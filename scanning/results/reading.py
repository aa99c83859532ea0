"""`results` of a scanned file as segments. Odd data is read as far as it goes, and never fails.

Source: docs.acrcloud.com, File Scanning and Metadata, and captured callbacks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scanning.results import values
from scanning.results.sections import AI, COVERS, MUSIC, OWN, SECTIONS, SPEECH, TALK, Section
from scanning.results.values import mapping, mappings, number, seconds, whole

Entry = Mapping[str, Any]
LABELS = {"m": "Music", "ms": "Music and speech", "s": "Speech", "o": "Other sound"}
PREDICTIONS = {"ai_generated": "AI-generated", "human": "Made by people", "no_music": "No music"}


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a recording. All times are seconds; `number` is its place in the table.

    `segment_score` is the one beside the match, `match_score` the one inside it; either may be
    missing. `piece_begin` is where in the piece the stretch begins.
    """

    section: Section
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
        """The better known of the two, for ordering alternates."""
        return self.match_score if self.match_score is not None else self.segment_score


def read(results: object, *, length: float | None = None) -> list[Segment]:
    """The segments in the order in which they play. `length` is the recording's, if known."""
    document = mapping(results)
    found = [
        _READERS[section.key](section, entry, length or 0.0)
        for section in SECTIONS
        for entry in mappings(document.get(section.key))
    ]
    order = {section.key: at for at, section in enumerate(SECTIONS)}
    found.sort(key=lambda one: (one.begin, order[one.section.key], -(one.score or 0.0)))
    return [replace(one, number=at) for at, one in enumerate(found, start=1)]


def _match(section: Section, entry: Entry, length: float) -> Segment:
    result = mapping(entry.get("result"))
    begin, end = _span(entry)
    is_own = section is OWN
    return Segment(
        section=section,
        begin=begin,
        end=end,
        title=values.text(result.get("title")) or "Untitled",
        artists=_artists(result),
        segment_score=number(entry.get("score")),
        match_score=number(result.get("score")),
        piece_begin=seconds(result.get("db_begin_time_offset_ms")),
        piece_length=seconds(result.get("duration_ms")),
        bucket_id=whole(result.get("bucket_id")) if is_own else None,
        acr_id=values.text(result.get("acrid")),
        audio_id=values.text(result.get("audio_id")),
        isrc=_isrc(result),
        label=values.text(result.get("label")),
        has_music=True,
        source=entry,
    )


def _talk(section: Section, entry: Entry, length: float) -> Segment:
    begin, end = _span(entry)
    label = values.text(entry.get("label"))
    return Segment(
        section=section,
        begin=begin,
        end=end,
        title=LABELS.get(label, label or "Unnamed"),
        has_music=label in ("m", "ms"),
        source=entry,
    )


def _speech(section: Section, entry: Entry, length: float) -> Segment:
    """Its shape is not documented: whichever of the usual keys are there are taken."""
    result = mapping(entry.get("result"))
    begin, end = _span(entry)
    words = (result.get(key) or entry.get(key) for key in ("text", "transcript", "title"))
    return Segment(
        section=section,
        begin=begin,
        end=end,
        title=next((found for one in words if (found := values.text(one))), "Speech"),
        segment_score=number(entry.get("score")),
        match_score=number(result.get("score")),
        label=values.text(result.get("language") or entry.get("language")),
        source=entry,
    )


def _signal(section: Section, entry: Entry, length: float) -> Segment:
    """What was decided about the whole recording, or about one stem of it."""
    prediction = values.text(entry.get("prediction"))
    stem = values.text(entry.get("stem"))
    likely = values.text(entry.get("likely_source"))
    return Segment(
        section=section,
        begin=0.0,
        end=number(entry.get("duration")) or length,
        title=PREDICTIONS.get(prediction, prediction or "Unnamed"),
        artists=f"most like {likely}" if likely and prediction == "ai_generated" else "",
        match_score=number(entry.get("ai_probability")),
        label="" if stem in ("", "original") else stem,
        source=entry,
    )


_READERS: dict[str, Callable[[Section, Entry, float], Segment]] = {
    OWN.key: _match,
    MUSIC.key: _match,
    COVERS.key: _match,
    SPEECH.key: _speech,
    TALK.key: _talk,
    AI.key: _signal,
}


def _span(entry: Entry) -> tuple[float, float]:
    """Begin and end, from `offset` and `played_duration` or from `start` and `end`."""
    begins = (number(entry.get(key)) for key in ("offset", "start", "begin"))
    begin = max(0.0, next((one for one in begins if one is not None), 0.0))
    played, end = number(entry.get("played_duration")), number(entry.get("end"))
    if played is not None:
        end = begin + played
    return begin, max(begin, end if end is not None else begin)


def _artists(result: Entry) -> str:
    names = [values.text(one.get("name")) for one in mappings(result.get("artists"))]
    return ", ".join(name for name in names if name) or values.text(result.get("artist"))


def _isrc(result: Entry) -> str:
    found = mapping(result.get("external_ids")).get("isrc")
    return values.text(found[0] if isinstance(found, list) and found else found)
