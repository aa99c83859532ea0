"""The only two messages the broker carries: run this job, and look for due ones."""

import logging

from celery import shared_task
from django.db import DatabaseError, connection

from jobs import doorbell, kinds, leases, ledger
from jobs.models import Job
from jobs.outcomes import Cancelled, Failed, LeaseLost, TryLater
from jobs.running import Running
from jobs.ticks import at_most_every
from jobs.trouble import FROM_OUTSIDE, trouble

log = logging.getLogger(__name__)


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Claim a job and run it. A doubled or late message finds nothing to claim."""
    job = ledger.claim(job_id)
    if job is None:
        return
    kind = kinds.named(job.kind)
    try:
        with leases.kept(job, deadline=kind.deadline):
            kind.run(Running(job))
    except LeaseLost:
        log.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except Cancelled:
        ledger.cancelled(job)
    except TryLater as later:
        ledger.try_later(job, str(later), later.after)
    except Failed as failure:
        ledger.failed(job, str(failure), final=True)
        log.warning("job %s (%s) failed: %s", job.pk, job.kind, failure)
    except Exception as error:
        level = log.warning if isinstance(error, FROM_OUTSIDE) else log.exception
        level("job %s (%s), attempt %s: %s", job.pk, job.kind, job.attempts, trouble(error))
        _note_failure(job, trouble(error))
    else:
        ledger.done(job)


def _note_failure(job: Job, why: str) -> None:
    """Write down why this attempt failed, if the database takes it; else the lease runs out."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        ledger.failed(job, why)
    except DatabaseError as error:
        log.warning("job %s goes on when its lease has run out: %s", job.pk, trouble(error))


@shared_task(name="jobs.sweep")
@at_most_every(seconds=0.5)
def sweep() -> None:
    """Ring what is due and has not been rung lately: the net under lost messages."""
    doorbell.ring_due()


@shared_task(name="jobs.prune")
def prune() -> None:
    """Forget jobs that ended long ago."""
    ledger.forget_finished()
