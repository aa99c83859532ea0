"""A pass that takes too long stops, says so, and goes on from its place when it is tried again."""

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.clients.console import Console
from core.jobs import ledger, tasks
from core.jobs.models import Job, JobState
from core.mirror import services
from core.mirror.models import MirrorPass, MirrorScope, PassState
from tests.core.mirror.conftest import FullPass, at_page, new_bucket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late(account: Console, settings: Settings) -> Job:
    """A full pass of ten short pages, at the fifth of which its time is up."""
    for at in range(9):
        new_bucket(account, f"bucket {at}")
    settings.SYNC_PAGE_SIZE = settings.SYNC_FETCHERS = 1
    settings.SYNC_DEADLINE_SECONDS = 3600
    job = services.request_full_pass(resource="buckets")
    with at_page(5, lambda: setattr(settings, "SYNC_DEADLINE_SECONDS", 0)):
        tasks.run(job.pk)
    settings.SYNC_DEADLINE_SECONDS = 3600
    job.refresh_from_db()
    return job


def test_it_ends_in_a_state_that_the_pages_show_with_a_way_out(
    late: Job, admin_client: Client
) -> None:
    assert late.state == JobState.FAILED
    assert late.error == "Not done within 0 s. Retry goes on from where it stopped."
    stopped = MirrorPass.objects.get()
    assert (stopped.state, stopped.error) == (PassState.FAILED, late.error)
    page = admin_client.get(f"/jobs/{late.pk}/").content.decode()
    assert late.error in page
    assert f"/jobs/{late.pk}/retry/" in page
    assert "Failed" in admin_client.get("/sync/").content.decode()


def test_retry_goes_on_from_its_place(late: Job, account: Console) -> None:
    before = MirrorPass.objects.get()
    assert 2 <= before.requests < 10
    assert ledger.retry(late.pk)
    tasks.run(late.pk)
    after = MirrorPass.objects.get()
    assert (after.pk, after.state) == (before.pk, PassState.DONE)
    assert after.requests <= 12, "it began a page back, not anew"
    assert Bucket.objects.count() == account.page("buckets", number=1, per_page=1).total
    assert MirrorScope.objects.get(resource="buckets").mark == "", "the next look takes a new mark"


def test_another_pass_of_the_list_begins_anew(late: Job, full_pass: FullPass) -> None:
    again = full_pass("buckets")
    assert (again.state, again.requests) == (PassState.DONE, 10)
    assert again.job_id != late.pk
