"""The matches of an answer. Source: docs.acrcloud.com, Identification API and Metadata."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# In the order in which equal scores are shown: the account's own files first.
SECTIONS = ("custom_files", "music", "cover_songs", "custom_streams", "streams", "humming")
FULL_SCORE = 100.0
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
class Moments:
    """Where the match lies, in seconds: in the sample, and in the piece."""

    sample_begin: float | None
    sample_end: float | None
    begin: float | None
    end: float | None
    now: float | None
    length: float | None


@dataclass(frozen=True)
class Match:
    """One piece. `score` is in per cent; `own` are the keys a bucket's owner gave the file."""

    section: str
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
    moments: Moments
    external_ids: tuple[ExternalId, ...]
    own: tuple[tuple[str, str], ...]

    @property
    def artist(self) -> str:
        return ", ".join(self.artists)


def read_matches(metadata: object) -> tuple[Match, ...]:
    """Every match in every section, best first. What can't be read as a match is left out."""
    if not isinstance(metadata, Mapping):
        return ()
    sections = sorted(metadata, key=lambda name: (_rank(str(name)), str(name)))
    found = [
        read_match(str(section), entry)
        for section in sections
        for entry in _list(metadata[section])
        if isinstance(entry, Mapping)
    ]
    # A missing score is met in the wild, and means that the match is certain.
    found.sort(key=lambda match: -(FULL_SCORE if match.score is None else match.score))
    return tuple(found)


def read_match(section: str, entry: Mapping[str, Any]) -> Match:
    return Match(
        section=section,
        title=_text(entry.get("title")) or _text(entry.get("name")),
        artists=_names(entry.get("artists")) or tuple(filter(None, [_text(entry.get("artist"))])),
        album=_text(_named(entry.get("album"))),
        label=_text(entry.get("label")),
        released=_text(entry.get("release_date")),
        genres=_names(entry.get("genres")),
        acr_id=_text(entry.get("acrid")),
        bucket_id=_whole(entry.get("bucket_id")),
        audio_id=_text(entry.get("audio_id")),
        score=_score(section, entry.get("score")),
        moments=Moments(
            sample_begin=_seconds(entry.get("sample_begin_time_offset_ms")),
            sample_end=_seconds(entry.get("sample_end_time_offset_ms")),
            begin=_seconds(entry.get("db_begin_time_offset_ms")),
            end=_seconds(entry.get("db_end_time_offset_ms")),
            now=_seconds(entry.get("play_offset_ms")),
            length=_seconds(entry.get("duration_ms")),
        ),
        external_ids=(*_ids(entry.get("external_ids")), *_platforms(entry)),
        own=_own(entry) if section == "custom_files" else (),
    )


def _rank(section: str) -> int:
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


def _ids(ids: object) -> Iterable[ExternalId]:
    """`external_ids`, whose values are texts here and lists in broadcast results."""
    if not isinstance(ids, Mapping):
        return
    for name, values in ids.items():
        for value in _list(values) if isinstance(values, list) else [values]:
            if text := _text(value):
                yield ExternalId(_text(name).lower(), text)


def _platforms(entry: Mapping[str, Any]) -> Iterable[ExternalId]:
    """`external_metadata`: the track's id on each platform, in an object or a list of them."""
    platforms = entry.get("external_metadata")
    if not isinstance(platforms, Mapping):
        return
    for name, found in platforms.items():
        for one in found if isinstance(found, list) else [found]:
            if not isinstance(one, Mapping):
                continue
            track = one.get("track")
            value = one.get("vid") or (track.get("id") if isinstance(track, Mapping) else None)
            if text := _text(value):
                yield ExternalId(_text(name).lower(), text)


def _own(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    kept = ((_text(name), _text(value)) for name, value in entry.items() if name not in _KNOWN_KEYS)
    return tuple((name, value) for name, value in kept if name != "artist" and value)


def _score(section: str, value: object) -> float | None:
    """Humming says 0 to 1, as text; everything else 0 to 100."""
    score = _number(value)
    return score * 100 if score is not None and section == "humming" else score


def _names(entries: object) -> tuple[str, ...]:
    return tuple(filter(None, (_text(_named(entry)) for entry in _list(entries))))


def _named(entry: object) -> object:
    return entry.get("name") if isinstance(entry, Mapping) else entry


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """A text of the remote; "None" is how it writes that there is none."""
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


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _seconds(milliseconds: object) -> float | None:
    number = _number(milliseconds)
    return None if number is None or number < 0 else number / 1000
