"""The registry of job kinds. Each app registers its own in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core.jobs.models import Queue
from core.jobs.running import RunningJob


@dataclass(frozen=True)
class JobKind:
    """How one kind of job is run. `run` may be called again after a crash and must allow for it.

    `deadline` is how long one run may take before another worker may take the job over. A routine
    job comes every few seconds: its row is deleted when it ends well.
    """

    name: str
    queue: Queue
    run: Callable[[RunningJob], None]
    max_attempts: int = 5
    deadline: timedelta = timedelta(hours=1)
    is_routine: bool = False


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    _kinds[kind.name] = kind


def get_kind(name: str) -> JobKind:
    """Raises KeyError for a kind that no app registered."""
    return _kinds[name]


def unregister(name: str) -> None:
    """Remove a kind: for tests, which register their own."""
    del _kinds[name]
