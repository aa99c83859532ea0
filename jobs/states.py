"""How a job's state is shown."""

from jobs.models import Job
from jobs.models import State as JobState
from ui import states
from ui.states import State

STOPPING = State("Stopping", "player-stop", "held")
WAITING = State("Will retry", "clock-pause", "held")
_STATES = {
    JobState.QUEUED: states.QUEUED,
    JobState.RUNNING: states.RUNNING,
    JobState.DONE: states.DONE,
    JobState.FAILED: states.FAILED,
    JobState.CANCELLED: states.CANCELLED,
}


def state_of(job: Job) -> State:
    if job.state == JobState.RUNNING and job.cancel_requested:
        return STOPPING
    if job.state == JobState.QUEUED and job.error:
        return WAITING
    return _STATES[JobState(job.state)]
