"""How a pass ends: by itself with its counts in one line, or where a person stops it."""

import logging

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.clients.console import Console
from core.jobs import ledger, tasks
from core.jobs.models import Job, JobState
from core.mirror import services
from core.mirror.models import MirrorPass, PassState
from tests.core.mirror.conftest import Faults, FullPass, at_page, new_bucket

pytestmark = pytest.mark.django_db(transaction=True)

BUCKETS = 9


@pytest.fixture
def _buckets(account: Console) -> None:
    for at in range(BUCKETS):
        new_bucket(account, f"bucket {at}")


@pytest.mark.usefixtures("_buckets")
@pytest.mark.parametrize("mode", ["full", "head"])
def test_a_pass_stops_at_the_next_page_after_a_person_asks(settings: Settings, mode: str) -> None:
    settings.SYNC_PAGE_SIZE = settings.SYNC_FETCHERS = 1
    request = services.request_full_pass if mode == "full" else services.request_head_pass
    job = request(resource="buckets")

    def ask() -> None:
        assert ledger.request_cancel(job.pk)

    with at_page(3, ask), pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.jobs.running.SAVE_EVERY_SECONDS", 0)
        tasks.run(job.pk)
    job.refresh_from_db()
    stopped = MirrorPass.objects.get()
    assert (job.state, stopped.state) == (JobState.CANCELLED, PassState.CANCELLED)
    assert stopped.requests <= 4
    assert Bucket.objects.count() < BUCKETS
    assert ledger.retry(job.pk)
    tasks.run(job.pk)
    assert Bucket.objects.live().count() == BUCKETS + 1, "the catalogue is one"


@pytest.mark.usefixtures("_buckets")
def test_it_counts_what_it_did_in_a_line_and_on_its_page(
    account: Console,
    full_pass: FullPass,
    faults: Faults,
    admin_client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    full_pass("buckets")
    keys = [row["id"] for row in account.page("buckets", number=1, per_page=100).rows]
    account.change(f"buckets/{keys[1]}", {"name": "renamed"})
    account.delete(f"buckets/{keys[2]}")
    new_bucket(account, "new")
    faults("fields", path="/api/buckets", set={"data.3.state": "broken"})
    with caplog.at_level(logging.INFO, logger="core.mirror"):
        ended = full_pass("buckets")
    counts = "10 seen, 1 new, 1 changed, 1 gone, 1 quarantined, 2 requests"
    assert f"full pass of buckets: done, {counts}" in caplog.messages[-1]
    page = admin_client.get(f"/sync/passes/{ended.pk}/").content.decode()
    for count in counts.split(", "):
        assert count in page
    assert ended.seconds > 0


@pytest.mark.usefixtures("_buckets")
def test_a_failing_remote_is_one_line_for_each_attempt(
    account: Console, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    faults("status", path="/api/buckets", status=404)
    job = services.request_full_pass(resource="buckets")
    Job.objects.update(max_attempts=1)
    tasks.run(job.pk)
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [one.name for one in warnings] == ["core.mirror.passes.reading", "core.jobs.tasks"]
    assert not any(one.exc_info for one in warnings)
