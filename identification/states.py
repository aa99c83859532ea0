"""How the outcome of an identification, and of a second opinion, is shown."""

from clients.identify import NO_RESULT, SUCCESS, advice
from identification.models import Identification, SecondOpinion
from ui import states
from ui.states import State

FOUND = State("Found", "circle-check", "ready")
UNANSWERED = State("No answer", "plug-connected-x", "error")
LISTENING = State("Listening", "ear", "moving pulse")
STOPPED = State("Stopped", "player-stop", "held")
_OPINIONS = {
    SecondOpinion.State.WAITING: LISTENING,
    SecondOpinion.State.FOUND: FOUND,
    SecondOpinion.State.NOT_FOUND: states.NO_RESULT,
    SecondOpinion.State.FAILED: states.FAILED,
}


def state_of(row: Identification) -> State:
    if row.status_code is None:
        return UNANSWERED
    if row.status_code == NO_RESULT or (row.status_code == SUCCESS and not row.best_title):
        return states.NO_RESULT
    if row.status_code == SUCCESS:
        return FOUND
    return State(advice(row.status_code).short, "alert-triangle", "error")


def state_of_opinion(opinion: SecondOpinion) -> State:
    return _OPINIONS[SecondOpinion.State(opinion.state)]
