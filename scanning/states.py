"""State badges of containers and scanned files."""

from core.ui import states
from core.ui.states import StateBadge
from scanning.models import Container, ScannedFile, ScanState

_STATES = {
    ScanState.PROCESSING: states.PROCESSING,
    ScanState.READY: states.READY,
    ScanState.NO_RESULT: states.NO_RESULT,
    ScanState.ERROR: states.ERROR,
    ScanState.FAILED: states.FAILED,
}


def state_of_file(file: ScannedFile) -> StateBadge:
    if file.is_gone:
        return states.GONE
    is_documented = file.state in ScanState.values
    return _STATES[ScanState(file.state)] if is_documented else states.unknown(file.state)


def state_of_container(container: Container) -> StateBadge:
    return states.GONE if container.is_gone else states.ACTIVE
