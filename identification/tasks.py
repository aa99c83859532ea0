"""The job kind of second opinions."""

from datetime import timedelta

from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from identification.services import second_opinion


def register_kinds() -> None:
    # Not on the fast queue: an AudioTag that hangs must not delay callbacks.
    kinds.register(
        JobKind(second_opinion.KIND, Queue.BULK, second_opinion.run, deadline=timedelta(minutes=10))
    )
