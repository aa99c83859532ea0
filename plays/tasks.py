"""Background work: plays are made anew where the rule has changed, or they were never made."""

from datetime import timedelta

from celery import shared_task

from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Queue
from core.jobs.periodic import at_most_every
from plays import making
from plays.services import names


def register_kinds() -> None:
    kinds.register(
        JobKind(
            making.MAKE,
            run=making.make_plays,
            queue=Queue.BULK,
            deadline=timedelta(hours=12),
        )
    )

    kinds.register(
        JobKind(
            names.READ_NAMES,
            run=names.read_names,
            queue=Queue.BULK,
            deadline=timedelta(hours=12),
        )
    )


@shared_task(name="plays.tick")
@at_most_every(seconds=1)
def tick() -> None:
    """An upgrade may have brought the tables, or the rule may have changed."""
    if making.is_due():
        making.request_making()
