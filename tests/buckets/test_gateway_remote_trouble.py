"""What a service is told when the remote is slow, throttles, fails or talks nonsense."""

from typing import Any

import pytest
import redis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from buckets.api.files import AudioFileViewSet
from buckets.models import Bucket
from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.mirror.rate import shared_rate
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db
JSON = "application/json"
TROUBLE = [
    ("status", {"status": 500}, 502),
    ("status", {"status": 503}, 502),
    ("status", {"status": 401}, 502),
    ("status", {"status": 403}, 502),
    ("status", {"status": 429, "retry_after": 7}, 429),
    ("html", {}, 502),
    ("drop", {}, 502),
]


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS)


@pytest.mark.parametrize(("act", "options", "status"), TROUBLE)
def test_an_unknown_bucket_that_can_not_be_asked_for(
    client: Client, engine: Engine, act: str, options: dict[str, Any], status: int
) -> None:
    with fault(engine, act, method="GET", path="/api/buckets/*", **options):
        response = client.get("/api/buckets/987654")
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, JSON)
    assert body["error"] == body["message"]
    assert "Authentication Exception" not in body["message"]
    assert response.get("Retry-After") == ("7" if status == 429 else None)
    # The trouble is not remembered as an absence.
    assert client.get("/api/buckets/987654").status_code == 404


def test_a_remote_that_is_slower_than_its_two_seconds_is_a_504(
    client: Client, engine: Engine
) -> None:
    with fault(engine, "delay", seconds=4, method="GET", path="/api/buckets/*"):
        response = client.get("/api/buckets/987654")
    assert response.status_code == 504
    assert response.json()["message"] == "The remote did not answer in time."


def test_while_the_remote_wants_a_pause_a_service_is_told_how_long(
    client: Client, engine: Engine, settings: Settings
) -> None:
    settings.ACRCLOUD_RATE_LIMIT = 1000.0
    rate = shared_rate(1000.0)
    rate.pause(30)
    try:
        unknown = client.get("/api/buckets/987654")
        made = client.post("/api/buckets", {"name": "x"}, content_type=JSON)
    finally:
        redis.Redis.from_url(settings.CACHE_URL).delete(rate.KEY)
    for response in (unknown, made):
        assert response.status_code == 429
        assert 2 < int(response["Retry-After"]) <= 30


@pytest.mark.parametrize(("act", "options", "status"), [one for one in TROUBLE if one[2] != 429])
def test_a_change_that_fails_there_changes_nothing_here(
    client: Client, engine: Engine, act: str, options: dict[str, Any], status: int
) -> None:
    bucket(5, name="as it was")
    with fault(engine, act, method="PUT", path="/api/buckets/*", **options):
        response = client.put("/api/buckets/5", {"name": "else"}, content_type=JSON)
    assert response.status_code == status
    assert Bucket.objects.get(pk=5).name == "as it was"
    assert not AuditEntry.objects.filter(act="change bucket").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("act", "options", "status"), TROUBLE)
def test_an_upload_that_fails_there(
    client: Client,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    options: dict[str, Any],
    status: int,
) -> None:
    # What may pass is tried again; a token that the remote rejects is the portal's, not theirs.
    is_final = options.get("status") in {401, 403}
    monkeypatch.setattr(AudioFileViewSet, "send_timeout", 60 if is_final else 0.5)
    files = f"/api/buckets/{new_bucket().pk}/files"
    with fault(engine, act, method="POST", path=files, **options):
        tone = SimpleUploadedFile("tone.wav", recording(), "audio/wav")
        sent = {"data_type": "audio", "file": tone}
        response = client.post(files, sent)
    assert response.status_code == (status if is_final else 202), response.content
    assert "Authentication Exception" not in response.content.decode()


def test_lists_never_need_the_remote(client: Client, engine: Engine) -> None:
    bucket(5)
    with fault(engine, "status", status=500, path="/api/*"):
        assert client.get("/api/buckets").json()["meta"]["total"] == 1
        assert client.get("/api/buckets/5").status_code == 200
        assert client.get("/api/buckets/5/files").json()["meta"]["total"] == 0
