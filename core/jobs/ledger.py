"""What can be done with a job: enqueue, claim, end, cancel, retry. Times are the database's."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from core.accounts.models import User
from core.jobs import doorbell, kinds
from core.jobs.models import MAX_WAIT, Job, JobQuerySet, JobState, lease_length

DONE_KEPT_FOR = timedelta(days=3)
STOPPED_KEPT_FOR = timedelta(days=90)


def enqueue(
    *,
    kind: str,
    title: str,
    args: dict[str, Any],
    key: str,
    after: timedelta = timedelta(0),
    by: User | None = None,
    hasten: bool = False,
    rings: bool = True,
) -> Job:
    """Write a job into the ledger, in the caller's transaction, and ring once it is committed.

    Unless it `rings`, the caller runs it at once; should the caller die, the sweep finds it.
    While a job of the same `key` waits, that one is returned, due at once with `hasten`; while it
    runs, or is about to stop, it is marked to run once more. `args` are ids and options only: data
    that is large or secret stays in its own row.
    """
    job_kind = kinds.get_kind(kind)
    for _ in range(3):
        unfinished = Job.objects.filter(key=key).unfinished()
        if job := unfinished.first():
            begun = Q(state=JobState.RUNNING) | Q(cancel_requested=True)
            has_begun = job.state == JobState.RUNNING or job.cancel_requested
            if has_begun and not unfinished.filter(begun).update(again=True):
                continue
            if hasten and unfinished.filter(run_after__gt=Now()).update(
                run_after=Now(), rung_at=None
            ):
                transaction.on_commit(doorbell.ring)
            return job
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind,
                    title=title[:200],
                    queue=job_kind.queue,
                    args=args,
                    key=key,
                    max_attempts=job_kind.max_attempts,
                    run_after=Now() + min(after, MAX_WAIT),
                    created_by=by,
                )
        except IntegrityError:
            continue
        if rings:
            transaction.on_commit(doorbell.ring)
        return job
    raise RuntimeError(f"jobs of key {key} start and end too fast to join one")


def claim(job_id: int) -> Job | None:
    """Take a due job for this worker; None when another has it, or when it isn't due."""
    due = Job.objects.claimable().filter(pk=job_id)
    died_each_time = Q(state=JobState.RUNNING, attempts__gte=F("max_attempts"))
    token = uuid.uuid4().hex
    if not _take(due.exclude(died_each_time), token):
        is_queued_again = _finish(
            due.filter(died_each_time),
            JobState.FAILED,
            claim="",
            error="The worker died each time this was tried.",
        )
        if not (is_queued_again and _take(due, token)):
            return None
    return Job.objects.get(pk=job_id)


def _take(due: JobQuerySet, token: str) -> bool:
    claimed = due.update(
        state=JobState.RUNNING,
        claim=token,
        attempts=F("attempts") + 1,
        lease_until=Now() + lease_length(),
        rung_at=None,
        started_at=Coalesce("started_at", Now()),
    )
    return bool(claimed)


def mark_done(job: Job) -> None:
    """The work is finished; a job enqueued again meanwhile waits for its next run."""
    claimed = Job.objects.claimed_as(job)
    if kinds.get_kind(job.kind).is_routine:
        # Ended in one statement, in which it can't be enqueued again; Django deletes in several.
        ended = claimed.filter(again=False)
        if ended.update(state=JobState.DONE, finished_at=Now()):
            Job.objects.filter(pk=job.pk).delete()
            return
    _finish(
        claimed,
        JobState.DONE,
        progress_done=job.progress_done,
        progress_total=job.progress_total,
        progress_note=job.progress_note,
        error="",
    )


def mark_failed(job: Job, error: str, *, final: bool = False) -> None:
    """This attempt failed: wait and try again, or stop when the attempts are used up."""
    claimed = Job.objects.claimed_as(job)
    if final or job.attempts >= job.max_attempts:
        _finish(claimed, JobState.FAILED, error=error)
    else:
        wait = min(timedelta(seconds=2 * 4 ** (job.attempts - 1)), MAX_WAIT)
        claimed.update(state=JobState.QUEUED, run_after=Now() + wait, rung_at=None, error=error)


def postpone(job: Job, reason: str, after: timedelta) -> None:
    """Put the job back without counting the attempt."""
    Job.objects.claimed_as(job).update(
        state=JobState.QUEUED,
        attempts=F("attempts") - 1,
        run_after=Now() + min(after, MAX_WAIT),
        rung_at=None,
        progress_note=reason[:200],
    )


def mark_cancelled(job: Job) -> None:
    """The worker has stopped because a person cancelled the job."""
    claimed = Job.objects.claimed_as(job)
    _finish(claimed, JobState.CANCELLED)


def request_cancel(job_id: int) -> bool:
    """Stop a job: at once when it waits, at its next sign of progress when it runs.

    Returns False when it had already ended.
    """
    waiting = Job.objects.filter(pk=job_id, state=JobState.QUEUED)
    if waiting.update(
        state=JobState.CANCELLED, cancel_requested=True, again=False, finished_at=Now()
    ):
        return True
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING)
    return bool(running.update(cancel_requested=True, again=False))


def retry(job_id: int) -> bool:
    """Queue a failed or cancelled job again, with all its attempts, from its last cursor.

    Returns False when it isn't stopped, or when another job of its key is unfinished.
    """
    try:
        with transaction.atomic():
            queued = Job.objects.filter(
                Q(state=JobState.FAILED) | Q(state=JobState.CANCELLED), pk=job_id
            ).update(
                state=JobState.QUEUED,
                attempts=0,
                cancel_requested=False,
                run_after=Now(),
                rung_at=None,
                started_at=None,
                finished_at=None,
                error="",
            )
    except IntegrityError:
        return False
    if queued:
        transaction.on_commit(doorbell.ring)
    return bool(queued)


def delete_finished_jobs() -> int:
    """Delete jobs that ended long ago: stopped ones are kept longer. Returns how many."""
    deleted, _ = Job.objects.filter(
        Q(state=JobState.DONE, finished_at__lt=Now() - DONE_KEPT_FOR)
        | Q(
            state__in=[JobState.FAILED, JobState.CANCELLED],
            finished_at__lt=Now() - STOPPED_KEPT_FOR,
        )
    ).delete()
    return deleted


def _finish(jobs: JobQuerySet, state: JobState, **fields: Any) -> bool:
    """End running jobs in `state`; one that was enqueued again meanwhile is queued instead.

    Returns whether one was queued.
    """
    if jobs.filter(again=False).update(state=state, finished_at=Now(), **fields):
        return False
    if jobs.update(
        state=JobState.QUEUED,
        again=False,
        cancel_requested=False,
        attempts=0,
        cursor={},
        run_after=Now(),
        rung_at=None,
        started_at=None,
        progress_done=0,
        progress_total=None,
        progress_note="",
        error="",
    ):
        transaction.on_commit(doorbell.ring)
        return True
    return False
