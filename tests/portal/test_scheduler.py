"""The scheduler runs the periodic tasks itself, and goes on whatever becomes of one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import shared_task
from celery.schedules import schedule
from django.conf import settings

from portal.celery import app
from portal.scheduler import DirectScheduler


@pytest.fixture
def scheduler() -> DirectScheduler:
    # As the program `celery beat` does before it starts the schedule.
    app.loader.import_default_modules()
    return DirectScheduler(app, lazy=True)


@pytest.fixture
def failing_task() -> Iterator[str]:
    @shared_task(name="tests.failing")
    def fail() -> None:
        raise ValueError("broken on purpose")

    yield "tests.failing"
    app.tasks.unregister("tests.failing")


@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
@pytest.mark.django_db
def test_every_periodic_task_is_run_here(
    scheduler: DirectScheduler, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    entry = scheduler.Entry(app=app, name=name, **settings.CELERY_BEAT_SCHEDULE[name])

    scheduler.apply_entry(entry)

    assert not caplog.records


def test_a_due_task_needs_no_broker_and_no_worker(scheduler: DirectScheduler) -> None:
    runs: list[str] = []

    @shared_task(name="tests.counting")
    def count() -> None:
        runs.append("run")

    every_second = schedule(timedelta(seconds=0))
    scheduler.update_from_dict({"one": {"task": "tests.counting", "schedule": every_second}})

    scheduler.tick()
    app.tasks.unregister("tests.counting")

    assert runs == ["run"]
    assert "connection" not in scheduler.__dict__


def test_it_sleeps_until_the_next_task_is_due(scheduler: DirectScheduler) -> None:
    every_minute = schedule(timedelta(minutes=1))
    scheduler.update_from_dict({"one": {"task": "tests.counting", "schedule": every_minute}})
    entry = scheduler.schedule["one"]
    is_due, seconds = entry.is_due()

    # Never 0 before its time: that would be asked again at once, over and over.
    assert not is_due
    assert scheduler.adjust(0.01) == 0.01
    assert seconds - 1 < scheduler.tick() <= seconds


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_does_not_end_the_schedule(
    scheduler: DirectScheduler, failing_task: str, caplog: pytest.LogCaptureFixture
) -> None:
    entry = scheduler.Entry(
        app=app, name="failing", task=failing_task, schedule=schedule(timedelta(seconds=1))
    )

    scheduler.apply_entry(entry)

    assert [record.getMessage() for record in caplog.records] == [
        "tests.failing: ValueError: broken on purpose"
    ]
