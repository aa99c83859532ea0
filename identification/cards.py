"""A match as its card shows it: with the bucket file it is, and where in the piece it lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from buckets.models import AudioFile, Bucket
from clients.identify import Match, Moments, Outcome

SECTIONS = {
    "custom_files": "Own catalogue",
    "music": "Music",
    "cover_songs": "Cover",
    "custom_streams": "Own channel",
    "streams": "Channel",
    "humming": "Humming",
}
# The name as people write it, and where a browser finds the piece by that id.
IDS = {
    "isrc": ("ISRC", ""),
    "upc": ("UPC", ""),
    "iswc": ("ISWC", ""),
    "spotify": ("Spotify", "https://open.spotify.com/track/{}"),
    "deezer": ("Deezer", "https://www.deezer.com/track/{}"),
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "musicbrainz": ("MusicBrainz", "https://musicbrainz.org/recording/{}"),
}
BAR = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """The stretch of the piece on a bar that is BAR wide."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class ShownId:
    name: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    match: Match
    section: str
    file: AudioFile | None
    bucket: Bucket | None
    place: Place | None
    ids: tuple[ShownId, ...]


def cards_of(outcome: Outcome) -> list[Card]:
    """Two queries, however many matches there are."""
    files = _files(outcome.matches)
    buckets = Bucket.objects.in_bulk(
        {match.bucket_id for match in outcome.matches if match.bucket_id is not None}
        | {file.bucket_id for file in files}
    )
    return [_card(match, files, buckets) for match in outcome.matches]


def _files(matches: Iterable[Match]) -> list[AudioFile]:
    acr_ids = {match.acr_id for match in matches if match.acr_id}
    return list(AudioFile.objects.live().filter(acr_id__in=acr_ids).order_by("id"))


def _card(match: Match, files: list[AudioFile], buckets: dict[int, Bucket]) -> Card:
    same = [file for file in files if file.acr_id == match.acr_id]
    # One piece may lie in several buckets: the one that the answer names is meant.
    file = next((one for one in same if one.bucket_id == match.bucket_id), None)
    if file is None and match.bucket_id is None:
        file = next(iter(same), None)
    bucket_id = file.bucket_id if file is not None else match.bucket_id
    return Card(
        match=match,
        section=SECTIONS.get(match.section, match.section.replace("_", " ").capitalize()),
        file=file,
        bucket=None if bucket_id is None else buckets.get(bucket_id),
        place=place_of(match.moments),
        ids=tuple(_id(one.name, one.value) for one in match.external_ids),
    )


def place_of(moments: Moments) -> Place | None:
    """None where the answer doesn't say where in the piece, or how long it is."""
    if not moments.length or moments.begin is None or moments.end is None:
        return None
    begin = min(max(moments.begin / moments.length, 0.0), 1.0)
    end = min(max(moments.end / moments.length, begin), 1.0)
    x = min(round(begin * BAR), BAR - 4)
    return Place(x, max(round((end - begin) * BAR), 4))


def _id(name: str, value: str) -> ShownId:
    label, address = IDS.get(name, (name.replace("_", " ").capitalize(), ""))
    return ShownId(label, value, address.format(quote(value, safe="")) if address else "")
