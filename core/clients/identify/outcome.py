"""The service's answer, parsed leniently: only its status is guaranteed.

Source: docs.acrcloud.com, Identification API and Metadata.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from core.clients.errors import UnreadableReplyError
from core.clients.identify.status import NO_RESULT, SUCCESS, Advice, advice_for

# Matches of equal score are shown in this order: the account's own files first.
SECTIONS = ("custom_files", "music", "cover_songs", "custom_streams", "streams", "humming")
MAX_SCORE = 100.0
_KNOWN_KEYS = frozenset(
    {
        "acrid",
        "album",
        "artists",
        "audio_id",
        "bucket_id",
        "db_begin_time_offset_ms",
        "db_end_time_offset_ms",
        "duration_ms",
        "external_ids",
        "external_metadata",
        "genres",
        "label",
        "play_offset_ms",
        "release_date",
        "result_from",
        "sample_begin_time_offset_ms",
        "sample_end_time_offset_ms",
        "score",
        "title",
    }
)


@dataclass(frozen=True)
class ExternalId:
    """A piece's id elsewhere: `isrc`, `upc`, or a platform's name."""

    name: str
    value: str


@dataclass(frozen=True)
class MatchTimes:
    """The matched stretch of the sample and of the piece, in seconds.

    `play_offset` is the position in the piece that is being played, `length` the whole piece's.
    """

    sample_begin: float | None
    sample_end: float | None
    begin: float | None
    end: float | None
    play_offset: float | None
    length: float | None


@dataclass(frozen=True)
class IdentifyMatch:
    """One piece. `score` is in per cent; `custom_fields` are those that a bucket file was given.

    `position` is its place in its section of the answer, from 0 on.
    """

    section: str
    position: int
    title: str
    artists: tuple[str, ...]
    album: str
    label: str
    released: str
    genres: tuple[str, ...]
    acr_id: str
    bucket_id: int | None
    audio_id: str
    score: float | None
    times: MatchTimes
    external_ids: tuple[ExternalId, ...]
    custom_fields: tuple[tuple[str, str], ...]

    @property
    def artist(self) -> str:
        return ", ".join(self.artists)


@dataclass(frozen=True)
class IdentifyOutcome:
    """A parsed answer: `matches` best first; `raw` is its text without null characters."""

    code: int
    msg: str
    matches: tuple[IdentifyMatch, ...]
    raw: str
    cost_seconds: float | None

    @property
    def is_recognized(self) -> bool:
        return self.code == SUCCESS and bool(self.matches)

    @property
    def is_no_result(self) -> bool:
        """The service recognized nothing."""
        return self.code == NO_RESULT or (self.code == SUCCESS and not self.matches)

    @property
    def advice(self) -> Advice:
        return advice_for(NO_RESULT if self.is_no_result else self.code, self.msg)


def parse_outcome(raw: str) -> IdentifyOutcome:
    """Parse an answer. Raises UnreadableReplyError."""
    raw = raw.replace("\0", "")
    try:
        body = orjson.loads(raw)
        status = body["status"]
        code = int(status["code"])
        if not 0 <= code < 1_000_000:
            raise ValueError(code)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableReplyError("The answer is not one of the Identification API.") from error
    cost = body.get("cost_time")
    return IdentifyOutcome(
        code=code,
        msg=str(status.get("msg") or "").replace("\0", ""),
        matches=_parse_matches(body.get("metadata")),
        raw=raw,
        cost_seconds=float(cost) if isinstance(cost, int | float) else None,
    )


def _parse_matches(metadata: object) -> tuple[IdentifyMatch, ...]:
    """The matches of all sections, best first. Entries that are not objects are left out."""
    if not isinstance(metadata, Mapping):
        return ()
    sections = sorted(metadata, key=lambda name: (_rank(str(name)), str(name)))
    matches = [
        _parse_match(str(section), position, entry)
        for section in sections
        for position, entry in enumerate(_list(metadata[section]))
        if isinstance(entry, Mapping)
    ]
    # Some answers have no score: the match is then certain.
    matches.sort(key=lambda match: -(MAX_SCORE if match.score is None else match.score))
    return tuple(matches)


def _parse_match(section: str, position: int, entry: Mapping[str, Any]) -> IdentifyMatch:
    return IdentifyMatch(
        section=section,
        position=position,
        title=_text(entry.get("title")) or _text(entry.get("name")),
        artists=_names(entry.get("artists")) or tuple(filter(None, [_text(entry.get("artist"))])),
        album=_text(_named(entry.get("album"))),
        label=_text(entry.get("label")),
        released=_text(entry.get("release_date")),
        genres=_names(entry.get("genres")),
        acr_id=_text(entry.get("acrid")),
        bucket_id=_integer(entry.get("bucket_id")),
        audio_id=_text(entry.get("audio_id")),
        score=_score(section, entry.get("score")),
        times=MatchTimes(
            sample_begin=_seconds(entry.get("sample_begin_time_offset_ms")),
            sample_end=_seconds(entry.get("sample_end_time_offset_ms")),
            begin=_seconds(entry.get("db_begin_time_offset_ms")),
            end=_seconds(entry.get("db_end_time_offset_ms")),
            play_offset=_seconds(entry.get("play_offset_ms")),
            length=_seconds(entry.get("duration_ms")),
        ),
        external_ids=(*_external_ids(entry.get("external_ids")), *_platform_ids(entry)),
        custom_fields=_custom_fields(entry) if section == "custom_files" else (),
    )


def _rank(section: str) -> int:
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


def _external_ids(ids: object) -> Iterable[ExternalId]:
    """`external_ids`, whose values are strings here and lists in broadcast results."""
    if not isinstance(ids, Mapping):
        return
    for name, values in ids.items():
        for value in _list(values) if isinstance(values, list) else [values]:
            if text := _text(value):
                yield ExternalId(_text(name).lower(), text)


def _platform_ids(entry: Mapping[str, Any]) -> Iterable[ExternalId]:
    """`external_metadata`: the track's id on each platform, in an object or a list of them."""
    platforms = entry.get("external_metadata")
    if not isinstance(platforms, Mapping):
        return
    for name, entries in platforms.items():
        for item in entries if isinstance(entries, list) else [entries]:
            if not isinstance(item, Mapping):
                continue
            track = item.get("track")
            value = item.get("vid") or (track.get("id") if isinstance(track, Mapping) else None)
            if text := _text(value):
                yield ExternalId(_text(name).lower(), text)


def _custom_fields(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    others = (
        (_text(name), _text(value)) for name, value in entry.items() if name not in _KNOWN_KEYS
    )
    return tuple((name, value) for name, value in others if name != "artist" and value)


def _score(section: str, value: object) -> float | None:
    """In per cent. Humming scores are 0 to 1, as text; all others 0 to 100."""
    score = _number(value)
    return score * 100 if score is not None and section == "humming" else score


def _names(entries: object) -> tuple[str, ...]:
    return tuple(filter(None, (_text(_named(entry)) for entry in _list(entries))))


def _named(entry: object) -> object:
    return entry.get("name") if isinstance(entry, Mapping) else entry


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """A value as text. The remote writes "None" for a missing one."""
    if value is None or isinstance(value, dict | list) or value == "None":
        return ""
    return str(value).replace("\0", "").strip()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


def _integer(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _seconds(milliseconds: object) -> float | None:
    number = _number(milliseconds)
    return None if number is None or number < 0 else number / 1000
