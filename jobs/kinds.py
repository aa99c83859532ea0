"""What kinds of work there are. Each room registers its own in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from jobs.models import Queue
from jobs.running import Running


@dataclass(frozen=True)
class Kind:
    """How one kind of job is run. `run` may be called again after a crash and must allow for it.

    `deadline` is how long one run may take before another worker may have the job. A routine job
    comes every few seconds: it is forgotten when it ends well.
    """

    name: str
    queue: Queue
    run: Callable[[Running], None]
    max_attempts: int = 5
    deadline: timedelta = timedelta(hours=1)
    is_routine: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def named(name: str) -> Kind:
    """Raises KeyError for a kind that no room registered."""
    return _kinds[name]


def forget(name: str) -> None:
    """Take a kind back: for tests, which register their own."""
    del _kinds[name]
