"""`/api/portal/sync`: how fresh the mirror is, and having it read the remote now."""

import pytest

from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.jobs.models import Job
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket

pytestmark = pytest.mark.django_db
SYNC = "/api/portal/sync"


def test_each_resource_is_listed_with_its_rows() -> None:
    bucket(1), bucket(2)
    fresh = {one["resource"]: one for one in service_with(TokenScope.READ_PORTAL).get(SYNC).json()}
    assert {"buckets", "files", "projects", "containers"} <= set(fresh)
    assert fresh["buckets"]["rows"] == 2
    assert fresh["buckets"]["last_pass"] is None


def test_a_pass_is_started_once_and_joined_after_that() -> None:
    client = service_with(TokenScope.WRITE_PORTAL)
    first = client.post(SYNC, {"resource": "buckets"}, content_type="application/json")
    again = client.post(f"{SYNC}/", {"resource": "buckets"}, content_type="application/json")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"] == Job.objects.get().pk
    assert AuditEntry.objects.filter(act="start pass", target="buckets").count() == 2


def test_a_head_pass_is_another_job_than_a_full_one() -> None:
    client = service_with(TokenScope.WRITE_PORTAL)
    kinds = [
        client.post(
            SYNC, {"resource": "files", "mode": mode}, content_type="application/json"
        ).json()["kind"]
        for mode in ("full", "head")
    ]
    assert kinds == ["mirror.full", "mirror.head"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ('{"resource": "nonsense"}', 422, "resource"),
        ("{}", 422, "resource"),
        ('{"resource": "files", "scope": "999"}', 422, "scope"),
        ('{"resource": "files", "mode": "hot"}', 422, "mode"),
        ('{"resource": "files", "mode": "head", "scope": "1"}', 422, "scope"),
        ("[]", 422, "non_field_errors"),
        ("{broken", 400, None),
    ],
)
def test_what_can_not_be_started_is_said_and_starts_nothing(
    body: str, status: int, field: str | None
) -> None:
    client = service_with(TokenScope.WRITE_PORTAL)
    response = client.post(SYNC, body, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert field is None or field in response.json()["errors"]
    assert not Job.objects.exists()
