"""Second opinions as background work."""

from datetime import timedelta

from identification.services import second_opinion
from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Queue


def register_kinds() -> None:
    # Not among the fast ones: an AudioTag that hangs must not hold callbacks up.
    kinds.register(
        Kind(second_opinion.KIND, Queue.BULK, second_opinion.run, deadline=timedelta(minutes=10))
    )
