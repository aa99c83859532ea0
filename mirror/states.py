"""How a pass's state is shown."""

from mirror.models import PassState
from ui import states
from ui.states import State

STATES: dict[PassState, State] = {
    PassState.RUNNING: states.RUNNING,
    PassState.DONE: states.DONE,
    PassState.HELD: states.HELD,
    PassState.FAILED: states.FAILED,
    PassState.CANCELLED: states.CANCELLED,
}
