"""The Sync page: what is mirrored, how fresh, and a full pass at a click."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.resources import BUCKETS
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.jobs.models import Job, JobState
from core.mirror import remote
from core.mirror.models import MirrorPass, PassState, QuarantinedRow
from core.mirror.resources import all_resources
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, list_was_read

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


def full_pass(resource: str, state: PassState, scope: str = "", **fields: object) -> MirrorPass:
    values = {"mode": "full", "started_at": NOW} | fields
    return MirrorPass.objects.create(resource=resource, scope=scope, state=state, **values)


def test_every_resource_has_a_row_and_a_button(operator: Client) -> None:
    html = operator.get("/sync/").content.decode()
    for name in ("buckets", "files", "projects", "containers", "scanned-files"):
        assert f'formaction="/sync/{name}/"' in html


def test_it_says_why_nothing_is_read(operator: Client, settings: Settings) -> None:
    remote.check_same_address()
    assert "Nothing is read" not in operator.get("/sync/").content.decode()
    settings.REMOTE_IS_ENGINE = False
    html = operator.get("/sync/").content.decode()
    assert "Nothing is read" in html
    assert "manage.py mirror adopt" in html


def test_a_row_says_how_much_is_mirrored_and_what_the_last_pass_did(operator: Client) -> None:
    bucket(7)
    list_was_read(BUCKETS, at=NOW - timedelta(seconds=12))
    full_pass("buckets", PassState.DONE, seen=31, new=17)
    html = operator.get("/sync/").content.decode()
    for shown in (">31<", ">17<", "Done"):
        assert shown in html


def test_a_button_starts_a_full_pass_as_a_job_of_that_person() -> None:
    ada = person(Role.OPERATOR, "ada")
    response = signed_in(ada).post("/sync/buckets/", {"next": "/buckets/"})
    assert response["Location"] == "/buckets/"
    job = Job.objects.get()
    assert (job.kind, job.args["resource"], job.created_by) == ("mirror.full", "buckets", ada)
    assert AuditEntry.objects.get(act="start pass").actor_name == "ada"


def test_one_list_of_a_resource_can_be_read_alone(operator: Client) -> None:
    bucket(7)
    operator.post("/sync/files/", {"scope": "7"})
    assert Job.objects.get().args == {"resource": "files", "scope": "7"}


@pytest.mark.parametrize(("resource", "scope"), [("nothing", ""), ("files", "99"), ("files", "x")])
def test_an_unknown_resource_or_list_starts_nothing(
    operator: Client, resource: str, scope: str
) -> None:
    assert operator.post(f"/sync/{resource}/", {"scope": scope}).status_code == 404
    assert not Job.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_the_way_back_never_leads_elsewhere(operator: Client, elsewhere: str) -> None:
    assert operator.post("/sync/buckets/", {"next": elsewhere})["Location"] == "/sync/"


def test_a_viewer_sees_the_page_but_starts_nothing() -> None:
    viewer = signed_in(person(Role.VIEWER))
    assert "formaction" not in viewer.get("/sync/").content.decode()
    assert viewer.post("/sync/buckets/").status_code == 403
    assert not Job.objects.exists()


def test_a_held_pass_says_what_would_vanish_until_it_is_settled(operator: Client) -> None:
    error = "50 of 80 rows would vanish."
    held = full_pass("files", PassState.HELD, "7", error=error)
    html = operator.get("/sync/").content.decode()
    assert error in html
    assert f'href="/sync/passes/{held.pk}/"' in html
    MirrorPass.objects.update(state=PassState.DONE)
    assert error not in operator.get("/sync/").content.decode()


def test_the_worst_list_speaks_for_all_and_the_last_pass_of_each_counts(
    operator: Client,
) -> None:
    bucket(7)
    bucket(8)
    full_pass("files", PassState.FAILED, "9", job_id=1, seen=1)
    full_pass("files", PassState.FAILED, "7", job_id=1, seen=5)
    full_pass("files", PassState.DONE, "7", job_id=1, seen=60)
    full_pass("files", PassState.HELD, "8", job_id=2, seen=11)
    html = operator.get("/sync/").content.decode()
    assert ">71<" in html
    assert "Held" in html
    assert "Failed" not in html


def test_what_could_not_be_read_is_shown(operator: Client) -> None:
    QuarantinedRow.objects.create(
        resource="files", remote_id="77", identity="77", payload='{"id":77}', error="state is <x>"
    )
    html = operator.get("/sync/").content.decode()
    assert "state is &lt;x&gt;" in html


def test_the_live_part_polls_while_a_pass_runs_and_stops_after(operator: Client) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "passes"}
    for resource in all_resources():
        full_pass(resource.name, PassState.DONE)
    operator.post("/sync/buckets/")
    first = operator.get("/sync/", headers=htmx)
    assert 'hx-trigger="every 2s"' in first.content.decode()
    same = operator.get("/sync/", headers={**htmx, "If-None-Match": first["ETag"]})
    assert same.status_code == 304
    Job.objects.update(state=JobState.DONE)
    after = operator.get("/sync/", headers={**htmx, "If-None-Match": first["ETag"]})
    assert "every 2s" not in after.content.decode()
    assert after.status_code == 200


def test_the_first_passes_are_waited_for(operator: Client) -> None:
    assert 'hx-trigger="every 2s"' in operator.get("/sync/").content.decode()
    for resource in all_resources():
        if not resource.parents:
            full_pass(resource.name, PassState.DONE)
    assert "every 2s" not in operator.get("/sync/").content.decode(), "there are no other lists"
    bucket(7)
    assert 'hx-trigger="every 2s"' in operator.get("/sync/").content.decode()


def test_each_form_of_a_held_pass_carries_its_token(operator: Client) -> None:
    held = full_pass("files", PassState.HELD, "7", error="50 of 80 rows would vanish.")
    html = operator.get(f"/sync/passes/{held.pk}/").content.decode()
    assert html.count("csrfmiddlewaretoken") == html.count('method="post"')
