"""What pages show of an identification: its state, its matches, its second opinion."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from buckets.models import AudioFile, Bucket
from core.clients.identify.outcome import IdentifyMatch, IdentifyOutcome, MatchTimes
from core.clients.identify.status import NO_RESULT, SUCCESS, advice_for
from core.ui import states
from core.ui.json_text import indented
from core.ui.states import StateBadge
from identification.models import Identification, SecondOpinion
from identification.services.second_opinion import job_of

FOUND = StateBadge("Found", "circle-check", "ready")
UNANSWERED = StateBadge("No answer", "plug-connected-x", "error")
LISTENING = StateBadge("Listening", "ear", "moving pulse")
STOPPED = StateBadge("Stopped", "player-stop", "held")
_OPINION_STATES = {
    SecondOpinion.State.WAITING: LISTENING,
    SecondOpinion.State.FOUND: FOUND,
    SecondOpinion.State.NOT_FOUND: states.NO_RESULT,
    SecondOpinion.State.FAILED: states.FAILED,
}
SECTION_LABELS = {
    "custom_files": "Own catalogue",
    "music": "Music",
    "cover_songs": "Cover",
    "custom_streams": "Own channel",
    "streams": "Channel",
    "humming": "Humming",
}
# The label of an external id, and the URL of the piece with that id.
EXTERNAL_IDS = {
    "isrc": ("ISRC", ""),
    "upc": ("UPC", ""),
    "iswc": ("ISWC", ""),
    "spotify": ("Spotify", "https://open.spotify.com/track/{}"),
    "deezer": ("Deezer", "https://www.deezer.com/track/{}"),
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "musicbrainz": ("MusicBrainz", "https://musicbrainz.org/recording/{}"),
}
POSITION_WIDTH = 1000
MIN_POSITION_WIDTH = 4


@dataclass(frozen=True, slots=True)
class MatchPosition:
    """The matched stretch of the piece, on a bar that is POSITION_WIDTH wide."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class ExternalIdLink:
    """`url` is "" where the id has no page."""

    name: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class MatchCard:
    match: IdentifyMatch
    section: str
    file: AudioFile | None
    bucket: Bucket | None
    position: MatchPosition | None
    ids: tuple[ExternalIdLink, ...]


def state_of(row: Identification) -> StateBadge:
    if row.status_code is None:
        return UNANSWERED
    if row.status_code == NO_RESULT or (row.status_code == SUCCESS and not row.best_title):
        return states.NO_RESULT
    if row.status_code == SUCCESS:
        return FOUND
    return StateBadge(advice_for(row.status_code).label, "alert-triangle", "error")


def present_identification(row: Identification) -> dict[str, Any]:
    """The template context of an identification and of its second opinion, if it has one."""
    outcome = row.outcome
    opinion: SecondOpinion | None = getattr(row, "second_opinion", None)
    return {
        "row": row,
        "state": state_of(row),
        "advice": outcome.advice if outcome else None,
        "cards": match_cards(outcome) if outcome and outcome.is_recognized else [],
        "raw": indented(row.response) or row.response,
        **(present_opinion(opinion) if opinion else {}),
    }


def present_opinion(opinion: SecondOpinion) -> dict[str, Any]:
    """The template context of a second opinion. It is stopped when it waits but has no job."""
    job = job_of(opinion) if opinion.is_waiting else None
    is_stopped = opinion.is_waiting and (job is None or job.is_finished)
    state = _OPINION_STATES[SecondOpinion.State(opinion.state)]
    result = opinion.result
    return {
        "row": opinion.identification,
        "opinion": opinion,
        "opinion_state": STOPPED if is_stopped else state,
        "opinion_job": job,
        "is_stopped": is_stopped,
        "candidates": result.candidates if result else (),
        "agrees": _names_same_title(opinion),
    }


def _names_same_title(opinion: SecondOpinion) -> bool:
    title = opinion.identification.best_title.casefold()
    result = opinion.result
    tracks = (
        [track for candidate in result.candidates for track in candidate.tracks] if result else []
    )
    return bool(title) and any(track.title.casefold() == title for track in tracks)


def match_cards(outcome: IdentifyOutcome) -> list[MatchCard]:
    """A card for each match, in two queries."""
    files = _mirrored_files(outcome.matches)
    buckets = Bucket.objects.in_bulk(
        {match.bucket_id for match in outcome.matches if match.bucket_id is not None}
        | {file.bucket_id for file in files}
    )
    return [_card(match, files, buckets) for match in outcome.matches]


def _mirrored_files(matches: Iterable[IdentifyMatch]) -> list[AudioFile]:
    acr_ids = {match.acr_id for match in matches if match.acr_id}
    return list(AudioFile.objects.live().filter(acr_id__in=acr_ids).order_by("id"))


def _card(match: IdentifyMatch, files: list[AudioFile], buckets: dict[int, Bucket]) -> MatchCard:
    candidates = [file for file in files if file.acr_id == match.acr_id]
    # A piece may be in several buckets; the match may name which.
    file = next((file for file in candidates if file.bucket_id == match.bucket_id), None)
    if file is None and match.bucket_id is None:
        file = next(iter(candidates), None)
    bucket_id = file.bucket_id if file is not None else match.bucket_id
    return MatchCard(
        match=match,
        section=SECTION_LABELS.get(match.section, match.section.replace("_", " ").capitalize()),
        file=file,
        bucket=None if bucket_id is None else buckets.get(bucket_id),
        position=position_of(match.times),
        ids=tuple(_external_id(item.name, item.value) for item in match.external_ids),
    )


def position_of(times: MatchTimes) -> MatchPosition | None:
    """None where the answer doesn't give the stretch of the piece or the piece's length."""
    if not times.length or times.begin is None or times.end is None:
        return None
    begin = min(max(times.begin / times.length, 0.0), 1.0)
    end = min(max(times.end / times.length, begin), 1.0)
    x = min(round(begin * POSITION_WIDTH), POSITION_WIDTH - MIN_POSITION_WIDTH)
    return MatchPosition(x, max(round((end - begin) * POSITION_WIDTH), MIN_POSITION_WIDTH))


def _external_id(name: str, value: str) -> ExternalIdLink:
    label, url = EXTERNAL_IDS.get(name, (name.replace("_", " ").capitalize(), ""))
    return ExternalIdLink(label, value, url.format(quote(value, safe="")) if url else "")
