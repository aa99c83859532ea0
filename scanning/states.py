"""How the states of containers and scanned files are shown."""

from scanning.models import Container, ScannedFile, ScanState
from ui import states
from ui.states import State

_STATES = {
    ScanState.PROCESSING: states.PROCESSING,
    ScanState.READY: states.READY,
    ScanState.NO_RESULT: states.NO_RESULT,
    ScanState.ERROR: states.ERROR,
    ScanState.FAILED: states.FAILED,
}


def state_of_file(file: ScannedFile) -> State:
    if file.is_gone:
        return states.GONE
    known = file.state in ScanState.values
    return _STATES[ScanState(file.state)] if known else states.unknown(file.state)


def state_of_container(container: Container) -> State:
    return states.GONE if container.is_gone else states.ACTIVE
