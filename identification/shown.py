"""What the templates show of an identification and of a second opinion."""

from typing import Any

from identification.cards import cards_of
from identification.models import Identification, SecondOpinion
from identification.services import job_of
from identification.states import STOPPED, state_of, state_of_opinion
from ui.json_text import set_out


def about_row(row: Identification) -> dict[str, Any]:
    outcome = row.outcome
    found: SecondOpinion | None = getattr(row, "second_opinion", None)
    return {
        "row": row,
        "state": state_of(row),
        "advice": outcome.advice if outcome else None,
        "cards": cards_of(outcome) if outcome and outcome.is_recognized else [],
        "raw": set_out(row.response) or row.response,
        **(about_opinion(found) if found else {}),
    }


def about_opinion(opinion: SecondOpinion) -> dict[str, Any]:
    """Its job says whether a waiting opinion is still on its way."""
    job = job_of(opinion) if opinion.is_waiting else None
    is_stopped = opinion.is_waiting and (job is None or job.is_finished)
    result = opinion.result
    return {
        "row": opinion.identification,
        "opinion": opinion,
        "opinion_state": STOPPED if is_stopped else state_of_opinion(opinion),
        "opinion_job": job,
        "is_stopped": is_stopped,
        "candidates": result.candidates if result else (),
        "agrees": _agrees(opinion),
    }


def _agrees(opinion: SecondOpinion) -> bool:
    """Whether AudioTag names the title that the first opinion names."""
    title = opinion.identification.best_title.casefold()
    result = opinion.result
    tracks = (
        [track for candidate in result.candidates for track in candidate.tracks] if result else []
    )
    return bool(title) and any(track.title.casefold() == title for track in tracks)
