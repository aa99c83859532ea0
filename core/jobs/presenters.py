"""What pages show of a job: its state, its progress, how long it took."""

from core.jobs.models import Job, JobState
from core.ui import formats, states
from core.ui.states import StateBadge

STOPPING = StateBadge("Stopping", "player-stop", "held")
WAITING = StateBadge("Will retry", "clock-pause", "held")
_STATES = {
    JobState.QUEUED: states.QUEUED,
    JobState.RUNNING: states.RUNNING,
    JobState.DONE: states.DONE,
    JobState.FAILED: states.FAILED,
    JobState.CANCELLED: states.CANCELLED,
}


def state_of(job: Job) -> StateBadge:
    """The state of a job as an icon and a word."""
    if job.state == JobState.RUNNING and job.cancel_requested:
        return STOPPING
    if job.state == JobState.QUEUED and job.error:
        return WAITING
    return _STATES[JobState(job.state)]


def progress_text(job: Job) -> str:
    """In per cent, or as a number where the total isn't known."""
    if job.percent is not None:
        return f"{job.percent} %"
    return formats.number(job.progress_done) if job.progress_done else formats.EMPTY_VALUE


def seconds_taken(job: Job) -> float | None:
    """From its first attempt to its end; None while it has none."""
    if job.started_at is None or job.finished_at is None:
        return None
    return (job.finished_at - job.started_at).total_seconds()
