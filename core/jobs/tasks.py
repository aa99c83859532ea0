"""The Celery tasks of the ledger: run one job, ring due jobs, delete old ones."""

import logging

from celery import shared_task
from django.db import DatabaseError, connection

from core.jobs import doorbell, kinds, ledger
from core.jobs.models import Job
from core.jobs.periodic import at_most_every
from core.jobs.running import (
    EXTERNAL_ERRORS,
    JobCancelledError,
    JobFailedError,
    LeaseLostError,
    RetryLaterError,
    RunningJob,
    describe_error,
    lease_renewed,
)

log = logging.getLogger(__name__)


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Claim a job and run it. A doubled or late message finds nothing to claim."""
    job = ledger.claim(job_id)
    if job is None:
        return
    kind = kinds.get_kind(job.kind)
    try:
        with lease_renewed(job, deadline=kind.deadline):
            kind.run(RunningJob(job))
    except LeaseLostError:
        log.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except JobCancelledError:
        ledger.mark_cancelled(job)
    except RetryLaterError as later:
        ledger.postpone(job, str(later), later.after)
    except JobFailedError as failure:
        ledger.mark_failed(job, str(failure), final=True)
        log.warning("job %s (%s) failed: %s", job.pk, job.kind, failure)
    except Exception as error:
        level = log.warning if isinstance(error, EXTERNAL_ERRORS) else log.exception
        level("job %s (%s), attempt %s: %s", job.pk, job.kind, job.attempts, describe_error(error))
        _record_failure(job, describe_error(error))
    else:
        ledger.mark_done(job)


def _record_failure(job: Job, reason: str) -> None:
    """Write why this attempt failed. Where the database refuses, the lease runs out instead."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        ledger.mark_failed(job, reason)
    except DatabaseError as error:
        log.warning(
            "job %s is tried again when its lease has run out: %s", job.pk, describe_error(error)
        )


@shared_task(name="jobs.sweep")
@at_most_every(seconds=0.5)
def sweep() -> None:
    """Ring due jobs that have not been rung lately, because their message may be lost."""
    doorbell.publish_due_jobs()


@shared_task(name="jobs.prune")
def prune() -> None:
    """Delete jobs that ended long ago."""
    ledger.delete_finished_jobs()
