"""Kinds of work that exist for the tests alone, run in this process."""

from collections.abc import Callable, Iterator

import pytest

from jobs import kinds, ledger
from jobs.kinds import Kind
from jobs.models import Job, Queue
from jobs.running import Running

Enqueue = Callable[..., Job]


class Work:
    """A kind of job that does what the test says."""

    def __init__(self) -> None:
        self.runs: list[int] = []
        self.act: Callable[[Running], None] = lambda running: None

    def run(self, running: Running) -> None:
        self.runs.append(running.job.pk)
        self.act(running)


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    kinds.register(Kind("test.work", Queue.FAST, made.run, max_attempts=3))
    yield made
    kinds.forget("test.work")


@pytest.fixture
def enqueue(work: Work) -> Enqueue:
    def put(key: str = "one", **changed: object) -> Job:
        return ledger.enqueue(
            kind="test.work",
            title="Work",
            args={},
            key=key,
            **changed,  # type: ignore[arg-type]
        )

    return put
