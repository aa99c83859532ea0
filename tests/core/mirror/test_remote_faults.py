"""Whatever the remote does, a pass ends with a mirror that equals it, or says why it can't."""

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from buckets.models import Bucket
from core.clients.console import Console
from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.mirror import services
from core.mirror.models import MirrorPass, PassState
from tests.core.mirror.conftest import Faults, FullPass, new_bucket

pytestmark = pytest.mark.django_db(transaction=True)


def names_at(account: Console) -> set[str]:
    return {row["name"] for row in account.page("buckets", number=1, per_page=100).rows}


def names_mirrored() -> set[str]:
    return set(Bucket.objects.live().values_list("name", flat=True))


@pytest.fixture
def _buckets(account: Console) -> None:
    for at in range(5):
        new_bucket(account, f"bucket {at}")


@pytest.mark.usefixtures("_buckets")
@pytest.mark.parametrize(
    ("act", "options"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 502}),
        ("status", {"status": 503}),
        ("status", {"status": 429}),
        ("status", {"status": 429, "retry_after": 1}),
        ("drop", {}),
        ("broken", {}),
        ("html", {}),
        ("cut", {}),
    ],
)
def test_a_fault_that_passes_is_overcome(
    account: Console, full_pass: FullPass, faults: Faults, act: str, options: dict[str, object]
) -> None:
    faults(act, path="/api/buckets", method="GET", count=2, **options)
    assert full_pass("buckets").state == PassState.DONE
    assert names_mirrored() == names_at(account)


@pytest.mark.usefixtures("_buckets")
def test_a_fault_that_stays_fails_the_job_with_a_sentence_and_a_way_out(
    account: Console, full_pass: FullPass, faults: Faults
) -> None:
    faults("status", path="/api/buckets", method="GET", status=500)
    job = services.request_full_pass(resource="buckets")
    for _ in range(job.max_attempts):
        Job.objects.update(run_after=Now())
        tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "The remote failed with status 500" in job.error
    assert MirrorPass.objects.latest("pk").state == PassState.FAILED


@pytest.mark.usefixtures("_buckets")
def test_a_list_that_is_empty_for_once_loses_nothing(
    account: Console, full_pass: FullPass, faults: Faults
) -> None:
    full_pass("buckets")
    faults("empty", path="/api/buckets", method="GET", count=1)
    assert full_pass("buckets").state == PassState.HELD
    assert names_mirrored() == names_at(account)


@pytest.mark.usefixtures("_buckets")
def test_a_total_that_lies_changes_nothing(
    account: Console, full_pass: FullPass, faults: Faults
) -> None:
    faults("total", path="/api/buckets", method="GET")
    full_pass("buckets")
    assert names_mirrored() == names_at(account)


def test_a_rejected_token_is_said_plainly(
    account: Console, full_pass: FullPass, settings: object
) -> None:
    settings.ACRCLOUD_TOKEN = "wrong"  # type: ignore[attr-defined]
    job = services.request_full_pass(resource="buckets")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert "rejects the account's token" in job.error
    assert "wrong" not in job.error


@pytest.mark.parametrize("seed", range(3))
def test_a_fifth_of_all_answers_being_wrong_in_every_way(
    account: Console, full_pass: FullPass, faults: Faults, settings: Settings, seed: int
) -> None:
    for at in range(12):
        new_bucket(account, f"bucket {at}")
    settings.SYNC_PAGE_SIZE = 1
    wrong = {"probability": 0.05, "seed": seed, "path": "/api/buckets*", "method": "GET"}
    faults("status", status=500, **wrong)
    faults("status", status=429, retry_after=0, **wrong)
    faults("broken", how="truncated", **wrong)
    faults("cut", **wrong)
    job = services.request_full_pass(resource="buckets")
    for _ in range(job.max_attempts):
        Job.objects.update(run_after=Now())
        tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert names_mirrored() == names_at(account)
