"""What pages show of a piece, and of a recording's plays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from buckets.models import AudioFile
from identification.models import Identification
from plays.models import Match, Play
from plays.rights import Fact, facts_of
from scanning.models import ScanResult

# Enough to meet every spelling that is in use.
MAX_MATCHES = 500


# A play with more alternates than this is read better on the page of all matches.
MAX_ALTERNATES = 40


@dataclass(frozen=True, slots=True)
class TracklistEntry:
    """A play with its matches: the one in front, others of its piece, and the alternates."""

    play: Play
    front: Match | None
    alternates: Sequence[Match]
    omitted: int


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """A piece as it was met last, and everything else it was met as, most frequent first."""

    number: int
    title: str
    artists: str
    album: str
    label: str
    isrcs: Sequence[str]
    acr_ids: Sequence[str]
    upcs: Sequence[str]
    spellings: Sequence[str]
    files: Sequence[AudioFile]


def present_piece(piece: int) -> PieceFacts | None:
    """None where no play is of this piece. Three queries."""
    newest = Play.objects.filter(piece=piece).order_by("-heard_at", "-id").first()
    if newest is None:
        return None
    met = list(
        Match.objects.filter(piece=piece)
        .order_by("-id")
        .values_list("title", "artists", "isrc", "acr_id", "upc", "album", "label")[:MAX_MATCHES]
    )
    acr_ids = _by_frequency([newest.acr_id, *(match[3] for match in met)])
    files = (
        AudioFile.objects.live()
        .filter(acr_id__in=acr_ids)
        .select_related("bucket")
        .defer("payload", "bucket__payload")
    )
    names = [f"{title} – {artists}" if artists else title for title, artists, *_ in met]
    return PieceFacts(
        number=piece,
        title=newest.title,
        artists=newest.artists,
        album=newest.album,
        label=newest.label,
        isrcs=_by_frequency([newest.isrc, *(match[2] for match in met)]),
        acr_ids=acr_ids,
        upcs=_by_frequency([newest.upc, *(match[4] for match in met)]),
        spellings=_by_frequency(names),
        files=list(files[:20]) if acr_ids else [],
    )


def _by_frequency(values: Sequence[str]) -> list[str]:
    counts: dict[str, int] = {}
    for value in filter(None, values):
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: -counts[value])


def present_tracklist(file_id: UUID) -> list[TracklistEntry]:
    """The plays of a recording in the order of time, each with what is behind it. Three queries."""
    plays = Play.objects.of_recording(file_id).select_related("station")
    by_play: dict[int, list[Match]] = {}
    matches = Match.objects.filter(file=file_id, play__isnull=False).order_by("play", "place")
    for match in matches:
        by_play.setdefault(match.play or 0, []).append(match)
    entries = []
    for play in plays:
        of_play = by_play.get(play.number, [])
        # Other matches of the piece in front say the same of another part of the stretch.
        others = [match for match in of_play[1:] if match.piece != of_play[0].piece]
        entries.append(
            TracklistEntry(
                play=play,
                front=of_play[0] if of_play else None,
                alternates=others[:MAX_ALTERNATES],
                omitted=max(0, len(others) - MAX_ALTERNATES),
            )
        )
    return entries


def present_rights(match: Match) -> list[Fact]:
    """Every fact of a match that stands in the stored results."""
    return facts_of(result_of(match))


def present_answer_rights(row: Identification, section: str, position: int) -> list[Fact]:
    """Every fact of a match in an answer of the Identification API."""
    try:
        metadata = orjson.loads(row.response).get("metadata")
    except (orjson.JSONDecodeError, AttributeError):
        return []
    entries = metadata.get(section) if isinstance(metadata, dict) else None
    if not isinstance(entries, list) or position >= len(entries):
        return []
    return facts_of(entries[position]) if isinstance(entries[position], dict) else []


def result_of(match: Match) -> Mapping[str, Any]:
    """The `result` from which a match was read; an empty one where it is no longer stored."""
    payload = ScanResult.objects.filter(pk=match.file_id).values_list("payload", flat=True).first()
    results = orjson.loads(payload) if payload else {}
    section = results.get(match.section) if isinstance(results, dict) else None
    entries = section if isinstance(section, list) else [section]
    entry = entries[match.position] if match.position < len(entries) else None
    result = entry.get("result") if isinstance(entry, dict) else None
    return result if isinstance(result, dict) else {}
