"""The doorbell tells workers what is due, and no caller ever waits for it."""

import time
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from django.db.models.functions import Now

from core.jobs import doorbell, ledger
from core.jobs.models import Job
from tests.core.jobs.conftest import Enqueue, Work

pytestmark = pytest.mark.django_db(transaction=True)


def rung(queue: str = "fast") -> int:
    """How many messages wait in a queue of the real broker."""
    with current_app.connection_for_read() as broker:
        return int(broker.default_channel._size(queue))  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _empty_queues() -> None:
    with current_app.connection_for_write() as broker:
        for queue in ("fast", "bulk"):
            broker.default_channel._purge(queue)  # type: ignore[attr-defined]


def unrung(**changed: Any) -> Job:
    """A due job that no doorbell has heard of."""
    made = Job.objects.create(kind="test.work", title="Work", queue="fast", key="quiet")
    Job.objects.filter(pk=made.pk).update(**changed)
    return made


def test_a_committed_job_is_rung_within_a_moment(enqueue: Enqueue) -> None:
    enqueue()
    deadline = time.monotonic() + 5
    while not rung() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert rung() == 1


def test_a_job_is_not_rung_again_within_a_minute() -> None:
    unrung(rung_at=Now())
    assert doorbell.publish_due_jobs() == 0
    Job.objects.update(rung_at=Now() - timedelta(seconds=61))
    assert doorbell.publish_due_jobs() == 1


def test_a_job_that_is_not_due_is_not_rung() -> None:
    unrung(run_after=Now() + timedelta(minutes=1))
    assert doorbell.publish_due_jobs() == 0


def test_a_job_of_a_dead_worker_is_rung_again(work: Work) -> None:
    ledger.claim(unrung(rung_at=Now()).pk)
    assert doorbell.publish_due_jobs() == 0
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert doorbell.publish_due_jobs() == 1


def test_at_most_two_hundred_are_rung_at_once() -> None:
    Job.objects.bulk_create(
        Job(kind="test.work", title="Work", queue="fast", key=str(at), rung_at=None)
        for at in range(230)
    )
    assert doorbell.publish_due_jobs() == 200
    assert doorbell.publish_due_jobs() == 30


def test_a_job_that_its_caller_runs_is_not_rung_but_found_by_the_sweep(enqueue: Enqueue) -> None:
    with transaction.atomic():
        enqueue(rings=False)
        assert not connection.run_on_commit
    assert doorbell.publish_due_jobs() == 1
