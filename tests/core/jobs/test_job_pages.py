"""The ledger's pages: what runs, what failed and why, and who may stop or retry it."""

import pytest
from django.test import Client

from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.jobs.models import Job, JobState, Queue
from tests.core.accounts.actors import person, signed_in

pytestmark = pytest.mark.django_db


def job(key: str, state: JobState = JobState.QUEUED, **fields: object) -> Job:
    values = {"kind": "mirror.full", "title": f"Mirror {key}", "queue": Queue.BULK} | fields
    return Job.objects.create(key=key, state=state, **values)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


def test_jobs_are_found_by_state_kind_queue_and_words(operator: Client) -> None:
    job("buckets", JobState.FAILED, error="HTTP 502")
    job("files", JobState.DONE)
    job("callback", JobState.DONE, kind="callback", queue=Queue.FAST)
    for query in ("?state=failed", "?q=502", "?queue=bulk&state=failed"):
        html = operator.get(f"/jobs/{query}").content.decode()
        assert "Mirror buckets" in html
        assert "Mirror files" not in html
    assert "Mirror callback" in operator.get("/jobs/?kind=callback").content.decode()


def test_a_job_s_page_says_how_far_it_is_and_what_went_wrong(operator: Client) -> None:
    stopped = job(
        "files", JobState.FAILED, error="<b>HTTP 502</b>", progress_done=3, progress_total=12
    )
    html = operator.get(f"/jobs/{stopped.pk}/").content.decode()
    assert "&lt;b&gt;HTTP 502&lt;/b&gt;" in html
    assert '<progress max="100" value="25"' in html
    assert "3 of 12" in html


def test_a_job_can_be_cancelled_and_the_trail_says_who_did(operator: Client) -> None:
    waiting = job("files")
    response = operator.post(f"/jobs/{waiting.pk}/cancel/", follow=True)
    assert Job.objects.get().state == JobState.CANCELLED
    assert "Cancelling “Mirror files”" in response.content.decode()
    entry = AuditEntry.objects.get(act="cancel job")
    assert entry.target == f"job {waiting.pk}: Mirror files"


def test_a_failed_job_can_be_retried(operator: Client) -> None:
    stopped = job("files", JobState.FAILED, attempts=5)
    operator.post(f"/jobs/{stopped.pk}/retry/")
    again = Job.objects.get()
    assert (again.state, again.attempts) == (JobState.QUEUED, 0)


def test_a_retry_beside_another_one_of_its_key_is_explained(operator: Client) -> None:
    stopped = job("files", JobState.FAILED)
    job("files", JobState.RUNNING)
    response = operator.post(f"/jobs/{stopped.pk}/retry/", follow=True)
    assert "can’t be retried" in response.content.decode()
    assert not AuditEntry.objects.filter(act="retry job").exists()


def test_picked_jobs_are_cancelled_and_no_others(operator: Client) -> None:
    first, second, third = job("a"), job("b"), job("c")
    operator.post("/jobs/cancel/", {"pick": [str(first.pk), str(second.pk), "x' OR 1", "abc", ""]})
    assert set(Job.objects.filter(state=JobState.CANCELLED)) == {first, second}
    assert Job.objects.get(pk=third.pk).state == JobState.QUEUED


def test_all_that_match_are_counted_anew_under_the_same_filters(operator: Client) -> None:
    job("a", JobState.FAILED)
    job("b", JobState.FAILED, kind="callback")
    job("c", JobState.CANCELLED)
    operator.post("/jobs/retry/", {"all": "1", "state": "failed", "kind": "callback"})
    assert list(Job.objects.filter(state=JobState.QUEUED).values_list("key", flat=True)) == ["b"]


def test_nothing_picked_means_nothing_done(operator: Client) -> None:
    job("a")
    operator.post("/jobs/cancel/", {})
    assert Job.objects.get().state == JobState.QUEUED


@pytest.mark.parametrize("act", ["{pk}/cancel/", "{pk}/retry/", "cancel/", "retry/"])
def test_a_viewer_sees_jobs_but_stops_none(act: str) -> None:
    viewer = signed_in(person(Role.VIEWER))
    waiting = job("files")
    assert "Cancel" not in viewer.get(f"/jobs/{waiting.pk}/").content.decode()
    response = viewer.post(f"/jobs/{act.format(pk=waiting.pk)}", {"all": "1"})
    assert response.status_code == 403
    assert Job.objects.get().state == JobState.QUEUED


def test_a_part_that_did_not_change_is_not_sent_again(operator: Client) -> None:
    running = job("files", JobState.RUNNING, progress_total=10)
    address, htmx = f"/jobs/{running.pk}/", {"HX-Request": "true", "HX-Target": "job"}
    first = operator.get(address, headers=htmx)
    assert 'hx-trigger="every 2s"' in first.content.decode()
    again = operator.get(address, headers={**htmx, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Job.objects.update(progress_done=5)
    moved = operator.get(address, headers={**htmx, "If-None-Match": first["ETag"]})
    assert moved.status_code == 200


def test_a_part_asks_no_more_once_the_job_has_ended(operator: Client) -> None:
    ended = job("files", JobState.DONE)
    html = operator.get(f"/jobs/{ended.pk}/").content.decode()
    assert "every 2s" not in html
