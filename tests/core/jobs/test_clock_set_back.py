"""A clock that has been set back by an hour holds up no job by that hour."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core.jobs import doorbell, ledger, periodic
from core.jobs.models import Job, JobState
from tests.core.jobs.conftest import Enqueue
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def test_a_lease_of_that_hour_has_run_out(enqueue: Enqueue) -> None:
    job = enqueue()
    assert ledger.claim(job.pk)
    assert not ledger.claim(job.pk)
    Job.objects.update(lease_until=Now() + HOUR)
    assert ledger.claim(job.pk)


def test_a_job_that_waits_into_that_hour_is_due(enqueue: Enqueue) -> None:
    job = enqueue()
    Job.objects.update(run_after=Now() + timedelta(minutes=9))
    assert not ledger.claim(job.pk), "no wait is longer than ten minutes, but nine may be"
    Job.objects.update(run_after=Now() + HOUR)
    assert ledger.claim(job.pk)


def test_a_ring_of_that_hour_is_rung_again(enqueue: Enqueue) -> None:
    enqueue()
    eventually(lambda: Job.objects.filter(rung_at__isnull=False).exists())
    Job.objects.update(rung_at=Now() + HOUR)
    assert doorbell.publish_due_jobs() == 1


def test_no_job_is_told_to_wait_longer_than_can_be_told_from_that(enqueue: Enqueue) -> None:
    job = enqueue()
    claimed = ledger.claim(job.pk)
    assert claimed
    ledger.postpone(claimed, "the remote is busy", HOUR)
    assert Job.objects.filter(state=JobState.QUEUED, run_after__lt=Now() + HOUR / 2).exists()


def test_ticks_that_piled_up_are_done_once() -> None:
    done: list[int] = []
    act = periodic.at_most_every(seconds=60)(lambda: done.append(1))
    for _ in range(1000):
        act()
    assert len(done) == 1
