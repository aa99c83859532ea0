"""A job kind for the tests alone, whose jobs run in this process."""

from collections.abc import Callable, Iterator

import pytest

from core.jobs import kinds, ledger
from core.jobs.kinds import JobKind
from core.jobs.models import Job, Queue
from core.jobs.running import RunningJob

Enqueue = Callable[..., Job]


class Work:
    """A job kind that calls `action`, which a test sets, and records the jobs it ran."""

    def __init__(self) -> None:
        self.runs: list[int] = []
        self.action: Callable[[RunningJob], None] = lambda running_job: None

    def run(self, running_job: RunningJob) -> None:
        self.runs.append(running_job.job.pk)
        self.action(running_job)


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    kinds.register(JobKind("test.work", Queue.FAST, work.run, max_attempts=3))
    yield work
    kinds.unregister("test.work")


@pytest.fixture
def enqueue(work: Work) -> Enqueue:
    def enqueue_work(key: str = "one", **options: object) -> Job:
        return ledger.enqueue(
            kind="test.work",
            title="Work",
            args={},
            key=key,
            **options,  # type: ignore[arg-type]
        )

    return enqueue_work
