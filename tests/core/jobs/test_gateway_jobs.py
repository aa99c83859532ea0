"""`/api/portal/jobs`: what the portal is doing, and stopping it."""

import pytest

from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.jobs.models import Job, JobState
from tests.core.accounts.actors import service_with
from tests.core.jobs.conftest import Enqueue

pytestmark = pytest.mark.django_db


def test_jobs_are_listed_newest_first_in_pages(enqueue: Enqueue) -> None:
    made = [enqueue(f"key {number}").pk for number in range(5)]
    reply = service_with(TokenScope.READ_PORTAL).get("/api/portal/jobs?per_page=2&page=2").json()
    assert [job["id"] for job in reply["data"]] == made[::-1][2:4]
    assert reply["meta"]["total"] == 5


def test_jobs_are_filtered_by_state(enqueue: Enqueue) -> None:
    waiting, ended = enqueue("a"), enqueue("b")
    Job.objects.filter(pk=ended.pk).update(state=JobState.FAILED, error="It broke.")
    client = service_with(TokenScope.READ_PORTAL)
    reply = client.get("/api/portal/jobs?state=failed").json()
    assert [(job["id"], job["error"]) for job in reply["data"]] == [(ended.pk, "It broke.")]
    assert client.get(f"/api/portal/jobs/{waiting.pk}").json()["state"] == "queued"
    assert client.get("/api/portal/jobs?state=lost").status_code == 422


def test_a_waiting_job_is_cancelled_once_and_noted(enqueue: Enqueue) -> None:
    job = enqueue()
    client = service_with(TokenScope.WRITE_PORTAL)
    response = client.post(f"/api/portal/jobs/{job.pk}/cancel")
    assert (response.status_code, response.json()["state"]) == (202, "cancelled")
    assert client.post(f"/api/portal/jobs/{job.pk}/cancel").status_code == 409
    assert AuditEntry.objects.filter(act="cancel job", target=f"job {job.pk}").count() == 1


def test_a_token_that_only_reads_can_not_cancel(enqueue: Enqueue) -> None:
    job = enqueue()
    assert (
        service_with(TokenScope.READ_PORTAL).post(f"/api/portal/jobs/{job.pk}/cancel").status_code
        == 403
    )
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


@pytest.mark.parametrize("address", ["/api/portal/jobs/999", "/api/portal/jobs/abc"])
def test_an_unknown_job_is_not_found(address: str) -> None:
    response = service_with(TokenScope.READ_PORTAL).get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
