"""A job runs once for each cause, whatever happens to messages, workers and clocks."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from core.jobs import kinds, ledger, tasks
from core.jobs.models import Job, JobState
from core.jobs.running import (
    JobCancelledError,
    JobFailedError,
    LeaseLostError,
    RetryLaterError,
    RunningJob,
)
from tests.core.jobs.conftest import Enqueue, Work

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_job_is_run_and_done(enqueue: Enqueue, work: Work) -> None:
    job = enqueue()
    tasks.run(job.pk)
    assert (state_of(job), work.runs) == (JobState.DONE, [job.pk])


def test_a_message_delivered_twice_runs_the_job_once(enqueue: Enqueue, work: Work) -> None:
    job = enqueue()
    tasks.run(job.pk)
    tasks.run(job.pk)
    assert work.runs == [job.pk]


def test_the_same_key_joins_the_waiting_job(enqueue: Enqueue) -> None:
    assert enqueue("a") == enqueue("a")
    assert enqueue("b") != enqueue("a")


def test_a_job_is_written_and_claimed_in_few_statements(
    enqueue: Enqueue, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        job = enqueue()
    with django_assert_max_num_queries(2):
        assert ledger.claim(job.pk)


def test_a_job_asked_for_while_it_runs_runs_once_more(enqueue: Enqueue, work: Work) -> None:
    job = enqueue()

    def ask_again(running_job: RunningJob) -> None:
        enqueue()

    work.action = ask_again
    tasks.run(job.pk)
    assert state_of(job) == JobState.QUEUED
    work.action = lambda running_job: None
    tasks.run(job.pk)
    assert (state_of(job), len(work.runs)) == (JobState.DONE, 2)


def stop(running_job: RunningJob) -> None:
    ledger.request_cancel(running_job.job.pk)


def stop_and_say_so(running_job: RunningJob) -> None:
    stop(running_job)
    raise JobCancelledError


def fail_for_good(running_job: RunningJob) -> None:
    raise JobFailedError("no such bucket")


def fail_to_stop(running_job: RunningJob) -> None:
    stop(running_job)
    raise ValueError("not today")


@pytest.mark.parametrize("end", [stop, stop_and_say_so, fail_for_good, fail_to_stop])
def test_a_job_asked_for_once_more_runs_once_more_whichever_way_it_ends(
    enqueue: Enqueue, work: Work, end: Callable[[RunningJob], None]
) -> None:
    job = enqueue()

    def end_and_ask(running_job: RunningJob) -> None:
        running_job.report_progress(3, 5, "half", cursor={"page": 7})
        running_job.save()
        try:
            end(running_job)
        finally:
            enqueue()

    work.action = end_and_ask
    tasks.run(job.pk)
    cursors: list[object] = []

    def note_cursor(running_job: RunningJob) -> None:
        cursors.append(running_job.cursor)
        running_job.save()

    work.action = note_cursor
    while state_of(job) == JobState.QUEUED:
        Job.objects.update(run_after=Now())
        tasks.run(job.pk)
    assert (state_of(job), cursors[-1]) == (JobState.DONE, {})
    assert (job.cancel_requested, job.error, job.progress_note) == (False, "", "")


def test_a_job_asked_for_once_more_outlives_those_it_killed(enqueue: Enqueue) -> None:
    job = enqueue()
    for _ in range(3):
        assert ledger.claim(job.pk)
        enqueue()
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert ledger.claim(job.pk)
    assert (state_of(job), job.attempts) == (JobState.RUNNING, 1)


def test_a_job_asked_for_while_it_waits_to_be_stopped_runs_once_more(
    enqueue: Enqueue, work: Work
) -> None:
    work.action = fail_to_stop
    job = enqueue()
    tasks.run(job.pk)
    assert enqueue() == job
    work.action = lambda running_job: running_job.save()
    for _ in range(2):
        Job.objects.update(run_after=Now())
        tasks.run(job.pk)
    assert (state_of(job), len(work.runs)) == (JobState.DONE, 3)


def test_a_job_of_a_transaction_that_fails_is_not_there(enqueue: Enqueue) -> None:
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_of_many_workers_one_claims(enqueue: Enqueue) -> None:
    job = enqueue()
    barrier = threading.Barrier(8)
    claimed: list[Job | None] = []

    def claim() -> None:
        barrier.wait()
        try:
            claimed.append(ledger.claim(job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 8
    assert sum(one is not None for one in claimed) == 1


def test_many_causes_at_once_make_one_job(work: Work, enqueue: Enqueue) -> None:
    barrier = threading.Barrier(8)
    made: list[int] = []

    def ask() -> None:
        barrier.wait()
        try:
            made.append(enqueue().pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_a_job_of_a_dead_worker_is_claimed_again_after_its_lease(enqueue: Enqueue) -> None:
    job = enqueue()
    first = ledger.claim(job.pk)
    assert first is not None
    assert ledger.claim(job.pk) is None
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    second = ledger.claim(job.pk)
    assert second is not None
    assert second.attempts == 2
    ledger.mark_done(first)
    assert state_of(job) == JobState.RUNNING, "the first worker has nothing to say any more"


def test_a_worker_that_lost_its_lease_stops(enqueue: Enqueue) -> None:
    first = ledger.claim(enqueue().pk)
    assert first is not None
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    ledger.claim(first.pk)
    with pytest.raises(LeaseLostError):
        RunningJob(first).save()


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(enqueue: Enqueue) -> None:
    job = enqueue()
    for _ in range(3):
        assert ledger.claim(job.pk)
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert ledger.claim(job.pk) is None
    assert state_of(job) == JobState.FAILED
    assert "died" in job.error


def test_a_failing_job_waits_longer_each_time_and_then_stops(enqueue: Enqueue, work: Work) -> None:
    def fail(running_job: RunningJob) -> None:
        raise ValueError("not today")

    work.action = fail
    job = enqueue()
    waits = []
    for _ in range(2):
        tasks.run(job.pk)
        assert state_of(job) == JobState.QUEUED
        now = Job.objects.annotate(now=Now()).values_list("now", flat=True).get()
        waits.append(job.run_after - now)
        Job.objects.update(run_after=Now())
    tasks.run(job.pk)
    assert state_of(job) == JobState.FAILED
    assert job.error == "ValueError: not today"
    assert waits[1] > waits[0] > timedelta(0)


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [
        (JobFailedError("no such bucket"), JobState.FAILED),
        (JobCancelledError(), JobState.CANCELLED),
        (RetryLaterError("busy", after=timedelta(minutes=1)), JobState.QUEUED),
    ],
)
def test_a_job_can_say_how_it_ends(
    enqueue: Enqueue, work: Work, outcome: Exception, ends: JobState
) -> None:
    def end(running_job: RunningJob) -> None:
        raise outcome

    work.action = end
    job = enqueue()
    tasks.run(job.pk)
    assert state_of(job) == ends
    assert job.attempts == (0 if ends == JobState.QUEUED else 1)


def test_a_waiting_job_is_cancelled_at_once(enqueue: Enqueue, work: Work) -> None:
    job = enqueue()
    assert ledger.request_cancel(job.pk)
    tasks.run(job.pk)
    assert (state_of(job), work.runs) == (JobState.CANCELLED, [])
    assert not ledger.request_cancel(job.pk)


def test_a_running_job_stops_at_its_next_sign_of_progress(enqueue: Enqueue, work: Work) -> None:
    reached: list[str] = []

    def go_on(running_job: RunningJob) -> None:
        ledger.request_cancel(running_job.job.pk)
        running_job.save()
        reached.append("too far")

    work.action = go_on
    job = enqueue()
    tasks.run(job.pk)
    assert (state_of(job), reached) == (JobState.CANCELLED, [])


def test_a_stopped_job_can_be_run_again_from_where_it_was(enqueue: Enqueue, work: Work) -> None:
    def save_and_fail(running_job: RunningJob) -> None:
        running_job.cursor = {"page": 7}
        running_job.save()
        raise JobFailedError("the remote is away")

    work.action = save_and_fail
    job = enqueue()
    tasks.run(job.pk)
    seen: list[object] = []
    work.action = lambda running_job: seen.append(running_job.cursor)
    assert ledger.retry(job.pk)
    tasks.run(job.pk)
    assert (state_of(job), seen) == (JobState.DONE, [{"page": 7}])
    assert not ledger.retry(job.pk)


def test_a_stopped_job_is_not_run_again_beside_another_of_its_key(
    enqueue: Enqueue, work: Work
) -> None:
    job = enqueue()
    ledger.request_cancel(job.pk)
    enqueue()
    assert not ledger.retry(job.pk)


def test_jobs_that_ended_long_ago_are_forgotten(enqueue: Enqueue) -> None:
    old, kept = enqueue("old"), enqueue("kept")
    tasks.run(old.pk)
    tasks.run(kept.pk)
    Job.objects.filter(pk=old.pk).update(finished_at=Now() - timedelta(days=4))
    assert ledger.delete_finished_jobs() == 1
    assert Job.objects.get() == kept


def test_a_routine_job_asked_for_at_its_very_end_runs_once_more(
    enqueue: Enqueue, work: Work
) -> None:
    kinds.register(replace(kinds.get_kind("test.work"), is_routine=True))
    job = enqueue()
    asked: list[str] = []

    def ask_before_the_end(execute: Any, sql: str, *arguments: Any) -> Any:
        """Another process asks between the last look at the row and what ends it."""
        if work.runs and not asked and sql.startswith(("BEGIN", "DELETE", "UPDATE")):
            asked.append(sql)
            Job.objects.filter(pk=job.pk).update(again=True)
        return execute(sql, *arguments)

    with connection.execute_wrapper(ask_before_the_end):
        tasks.run(job.pk)
    assert asked
    assert state_of(job) == JobState.QUEUED
    tasks.run(job.pk)
    assert not Job.objects.exists()


def test_a_waiting_job_is_hastened_and_a_running_one_is_not_disturbed(enqueue: Enqueue) -> None:
    job = enqueue(after=timedelta(minutes=5))
    assert ledger.claim(job.pk) is None
    enqueue()
    assert ledger.claim(job.pk) is None
    enqueue(hasten=True)
    assert ledger.claim(job.pk) is not None
