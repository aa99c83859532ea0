"""What pages show of a piece."""

from collections.abc import Sequence
from dataclasses import dataclass

from buckets.models import AudioFile
from plays.models import Match, Play

# Enough to meet every spelling that is in use.
MAX_MATCHES = 500


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
