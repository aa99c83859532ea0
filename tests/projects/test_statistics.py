"""Day statistics and bucket health are kept when the remote no longer shows them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.clients.console import Console
from core.clients.errors import UnreadableReplyError
from core.jobs import tasks
from core.jobs.models import JobState
from projects import statistics
from projects.models import BucketHealth, DayCount, Project
from tests.core.mirror.conftest import Faults, FullPass, account, faults, full_pass
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["account", "faults", "full_pass"]

FIELDS = {"name": "counted", "region": "eu-west-1", "type": "AVR", "buckets": [23]}


@pytest.fixture
def project(account: object, full_pass: FullPass) -> Project:
    account.create("base-projects", FIELDS)  # type: ignore[attr-defined]
    full_pass("projects")
    return Project.objects.get()


def test_every_day_is_counted_once(project: Project) -> None:
    for _ in range(2):
        job = statistics.request_read()
        tasks.run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE
    days = list(DayCount.objects.values_list("day", flat=True))
    assert len(days) == len(set(days)) > 1
    assert max(days) == datetime.now(UTC).date()


def test_days_that_the_remote_no_longer_lists_stay(project: Project) -> None:
    old = datetime.now(UTC).date() - timedelta(days=400)
    DayCount.objects.create(
        project_id=project.pk, day=old, with_result=7, without_result=4, errors=1
    )
    statistics.read_day_counts(project.pk)
    assert DayCount.objects.get(day=old).billed == 9


def test_a_new_span_begins_only_when_the_health_changes(
    engine: Engine, project: Project, faults: Faults
) -> None:
    statistics.read_health(project.pk)
    statistics.read_health(project.pk)
    span = BucketHealth.objects.get()
    assert span.is_healthy
    assert span.checked_at > span.since
    path = f"/api/base-projects/{project.pk}/buckets-status"
    faults("fields", path=path, count=1, set={"*.*.nodes.status": 0})
    statistics.read_health(project.pk)
    statistics.read_health(project.pk)
    states = BucketHealth.objects.order_by("pk").values_list("is_healthy", flat=True)
    assert list(states) == [True, False, True]


@pytest.mark.parametrize(
    "fault",
    [
        {"act": "status", "status": 403},
        {"act": "status", "status": 500},
        {"act": "fields", "set": {"data.0.result": -1}},
        {"act": "html"},
    ],
)
def test_a_project_that_fails_holds_up_no_other(
    project: Project,
    account: Console,
    full_pass: FullPass,
    faults: Faults,
    fault: dict[str, Any],
) -> None:
    account.create("base-projects", FIELDS | {"name": "the other"})
    full_pass("projects")
    faults(path=f"/api/base-projects/{project.pk}/day-stat", **fault)
    job = statistics.request_read()
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "1 of 2 projects failed. counted: " in job.error
    other = Project.objects.get(name="the other").pk
    assert set(DayCount.objects.values_list("project_id", flat=True)) == {other}
    healths = BucketHealth.objects.values_list("project_id", flat=True)
    assert set(healths) == {project.pk, other}


def test_a_remote_that_throttles_is_left_in_peace(
    project: Project, account: Console, full_pass: FullPass, faults: Faults
) -> None:
    account.create("base-projects", FIELDS | {"name": "the other"})
    full_pass("projects")
    faults("status", path="*day-stat", status=429, count=1)
    tasks.run(statistics.request_read().pk)
    assert not DayCount.objects.exists()


def test_a_day_or_a_node_that_is_named_twice_is_written_once(
    project: Project, faults: Faults
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    faults("fields", path="*day-stat", set={"data.*.date": yesterday})
    statistics.read_day_counts(project.pk)
    assert DayCount.objects.get().day.isoformat() == yesterday
    group = {"buckets": [], "nodes": {"node": "a", "status": 1}}
    ill = {"buckets": [], "nodes": {"node": "a", "status": 0}}
    faults("fields", path="*buckets-status", set={"File": [group, ill, group]})
    statistics.read_health(project.pk)
    assert not BucketHealth.objects.get(bucket_type="File").is_healthy


def test_nonsense_is_an_error_and_writes_nothing(project: Project, faults: Faults) -> None:
    faults("fields", path="*day-stat", count=1, set={"data.0.result": "many"})
    with pytest.raises(UnreadableReplyError):
        statistics.read_day_counts(project.pk)
    assert not DayCount.objects.exists()
