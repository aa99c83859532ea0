"""The ledger's acts: enqueue, claim, settle, cancel, retry. All time is the database's clock."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from jobs import doorbell, kinds, leases
from jobs.models import LONGEST_WAIT, Job, JobQuerySet, State

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
) -> Job:
    """Write a job into the ledger, in the caller's transaction, and ring once it is committed.

    While a job of the same `key` waits, that one is returned; while it runs, or is about to stop,
    it is marked to run once more. `args` are ids and options only: whatever is big or secret stays
    in its own row.
    """
    declared = kinds.named(kind)
    for _ in range(3):
        unfinished = Job.objects.filter(key=key).unfinished()
        unfinished.filter(Q(state=State.RUNNING) | Q(cancel_requested=True)).update(again=True)
        if job := unfinished.first():
            return job
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind,
                    title=title[:200],
                    queue=declared.queue,
                    args=args,
                    key=key,
                    max_attempts=declared.max_attempts,
                    run_after=Now() + min(after, LONGEST_WAIT),
                    created_by=by,
                )
        except IntegrityError:
            continue
        transaction.on_commit(doorbell.ring)
        return job
    raise RuntimeError(f"jobs of key {key} come and go too fast to join one")


def claim(job_id: int) -> Job | None:
    """Take a due job for this worker, or None when it isn't there to take."""
    token = uuid.uuid4().hex
    claimable = Job.objects.claimable().filter(pk=job_id)
    _end(
        claimable.filter(state=State.RUNNING, attempts__gte=F("max_attempts")),
        State.FAILED,
        claim="",
        error="The worker died each time this was tried.",
    )
    taken = claimable.update(
        state=State.RUNNING,
        claim=token,
        attempts=F("attempts") + 1,
        lease_until=Now() + leases.length(),
        rung_at=None,
        started_at=Coalesce("started_at", Now()),
    )
    return Job.objects.get(pk=job_id) if taken else None


def done(job: Job) -> None:
    """The work is finished; a job asked for again meanwhile waits for its next run."""
    mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)
    if kinds.named(job.kind).is_routine and mine.filter(again=False).delete()[0]:
        return
    _end(
        mine,
        State.DONE,
        progress_done=job.progress_done,
        progress_total=job.progress_total,
        progress_note=job.progress_note,
        error="",
    )


def failed(job: Job, error: str, *, final: bool = False) -> None:
    """This attempt failed: wait and try again, or stop when the attempts are used up."""
    mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)
    if final or job.attempts >= job.max_attempts:
        _end(mine, State.FAILED, error=error)
    else:
        wait = min(timedelta(seconds=2 * 4 ** (job.attempts - 1)), LONGEST_WAIT)
        mine.update(state=State.QUEUED, run_after=Now() + wait, rung_at=None, error=error)


def try_later(job: Job, why: str, after: timedelta) -> None:
    """Put the job back without counting the attempt."""
    Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING).update(
        state=State.QUEUED,
        attempts=F("attempts") - 1,
        run_after=Now() + min(after, LONGEST_WAIT),
        rung_at=None,
        progress_note=why[:200],
    )


def cancelled(job: Job) -> None:
    """The worker has stopped because a person asked."""
    mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)
    _end(mine, State.CANCELLED)


def request_cancel(job_id: int) -> bool:
    """Stop a job: at once when it waits, at its next sign of progress when it runs.

    False when it had already ended.
    """
    waiting = Job.objects.filter(pk=job_id, state=State.QUEUED)
    if waiting.update(state=State.CANCELLED, cancel_requested=True, again=False, finished_at=Now()):
        return True
    running = Job.objects.filter(pk=job_id, state=State.RUNNING)
    return bool(running.update(cancel_requested=True, again=False))


def retry(job_id: int) -> bool:
    """Give a failed or cancelled job a new set of attempts, from where it was.

    False when it isn't stopped, or when another job of its key is under way.
    """
    try:
        with transaction.atomic():
            written = Job.objects.filter(
                Q(state=State.FAILED) | Q(state=State.CANCELLED), pk=job_id
            ).update(
                state=State.QUEUED,
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
    if written:
        transaction.on_commit(doorbell.ring)
    return bool(written)


def forget_finished() -> int:
    """Delete jobs that ended long ago: failed ones are kept longest. Returns how many."""
    deleted, _ = Job.objects.filter(
        Q(state=State.DONE, finished_at__lt=Now() - DONE_KEPT_FOR)
        | Q(
            state__in=[State.FAILED, State.CANCELLED],
            finished_at__lt=Now() - STOPPED_KEPT_FOR,
        )
    ).delete()
    return deleted


def _end(running: JobQuerySet, state: State, **written: Any) -> None:
    """Whichever way a job ends: one that was asked for again meanwhile waits for its next run."""
    if running.filter(again=False).update(state=state, finished_at=Now(), **written):
        return
    if running.update(
        state=State.QUEUED,
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
