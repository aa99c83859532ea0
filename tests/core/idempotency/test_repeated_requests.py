"""A request that is repeated with its key gets the same answer, and nothing is done twice."""

import itertools
import json
import threading
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from buckets.api.files import AudioFileViewSet
from buckets.models import Bucket
from core.accounts.models import AuditEntry, ServiceToken
from core.accounts.scopes import TokenScope
from core.idempotency import tasks, views
from core.idempotency.models import IdempotencyKey
from core.idempotency.views import IdempotentViewSet
from core.mirror import remote
from core.uploads.models import Upload
from scanning.models import CallbackAddress
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import issued, service, service_with
from tests.core.gateway.test_refusals import ENDPOINTS
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

JSON = "application/json"
CREATE = {"method": "POST", "path": "/api/buckets"}
POST = {"method": "POST", "path": "/api/buckets/*/files"}
SCOPES = (TokenScope.READ_BUCKETS, TokenScope.WRITE_BUCKETS, TokenScope.WRITE_SCANNING)
_numbers = itertools.count(1)


@pytest.fixture
def client(engine: Engine) -> Client:
    return service_with(*SCOPES)


@pytest.fixture
def name() -> str:
    return f"Kept {next(_numbers)}"


@pytest.fixture
def place(client: Client, name: str) -> int:
    made: int = create(client, f"{name} place", key="place").json()["data"]["id"]
    return made


def create(client: Client, name: str, *, key: str, **fields: Any) -> Any:
    body = {"name": name, "region": "eu-west-1", **fields}
    return client.post("/api/buckets", body, content_type=JSON, headers={"Idempotency-Key": key})


def upload(
    client: Client, place: int, *, key: str = "", boundary: str = "one", title: str = "piece"
) -> Any:
    lines = [
        f"--{boundary}",
        'Content-Disposition: form-data; name="data_type"',
        "",
        "audio",
        f"--{boundary}",
        'Content-Disposition: form-data; name="title"',
        "",
        title,
        f"--{boundary}",
        'Content-Disposition: form-data; name="file"; filename="piece.wav"',
        "",
    ]
    head, tail = "\r\n".join(lines) + "\r\n", f"\r\n--{boundary}--\r\n"
    return client.generic(
        "POST",
        f"/api/buckets/{place}/files",
        head.encode() + recording() + tail.encode(),
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Idempotency-Key": key} if key else {},
    )


def buckets_at_remote(name: str) -> list[dict[str, Any]]:
    rows = remote.console().page("buckets", number=1, per_page=100).rows
    return [row for row in rows if row["name"] == name]


def files_at_remote(place: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        remote.console().page(f"buckets/{place}/files", number=1, per_page=100).rows
    )
    return rows


def answer(response: HttpResponse) -> tuple[int, bytes, str | None, str | None]:
    return (
        response.status_code,
        response.content,
        response.headers.get("Content-Type"),
        response.headers.get("Location"),
    )


def let_its_process_die(key: str) -> None:
    """As `kill -9` leaves it before the answer is kept."""
    IdempotencyKey.objects.filter(key=key).update(
        status=None, body=b"", made="", lease_until=Now() - timedelta(seconds=1)
    )


def in_two_threads(*acts: Any) -> list[Any]:
    answers: list[Any] = []

    def run(act: Any) -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_create_is_answered_the_same_and_done_once(client: Client, name: str) -> None:
    first, second = (create(client, name, key="k") for _ in range(2))
    assert first.status_code == 201
    assert answer(first) == answer(second)
    assert len(buckets_at_remote(name)) == 1
    assert AuditEntry.objects.filter(act="create bucket").count() == 1


def test_quotes_around_the_key_are_the_draft_s(client: Client, name: str) -> None:
    assert answer(create(client, name, key="k")) == answer(create(client, name, key='"k"'))


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256, '"x'])
def test_what_is_no_key_is_refused(client: Client, name: str, key: str) -> None:
    assert create(client, name, key=key).status_code == 400
    assert not buckets_at_remote(name)


def test_another_request_with_the_key_is_refused(client: Client, name: str) -> None:
    first = create(client, name, key="k")
    address = f"/api/buckets/{first.json()['data']['id']}"
    refused = create(client, name, key="k", type="Live")
    assert refused.status_code == 422
    assert "another request" in refused.json()["message"]
    other_method = client.delete(address, headers={"Idempotency-Key": "k"})
    assert other_method.status_code == 422
    assert len(buckets_at_remote(name)) == 1


def test_a_method_that_is_not_there_is_so_with_any_key(client: Client, name: str) -> None:
    create(client, name, key="one")
    for key in ("one", "another"):
        patched = client.patch("/api/buckets", {}, JSON, headers={"Idempotency-Key": key})
        assert patched.status_code == 405


def test_the_key_of_another_token_is_another_key(client: Client, name: str) -> None:
    create(client, name, key="k")
    assert create(service_with(*SCOPES), f"{name} too", key="k").status_code == 201


def test_without_a_key_each_request_counts(client: Client, name: str) -> None:
    for _ in range(2):
        client.post("/api/buckets", {"name": name, "region": "eu-west-1"}, content_type=JSON)
    assert len(buckets_at_remote(name)) == 2


def test_a_refusal_is_kept_and_a_throttled_request_is_not(
    client: Client, name: str, engine: Engine
) -> None:
    with fault(engine, "status", status=422, message="Not this one.", **CREATE):
        refused = create(client, name, key="refused")
    assert answer(create(client, name, key="refused")) == answer(refused)
    with fault(engine, "status", status=429, retry_after=60, **CREATE):
        assert create(client, name, key="later").status_code == 429
    remote.console()._transport._limit.pause(0)
    assert not IdempotencyKey.objects.filter(key="later").exists()


def test_a_read_only_portal_keeps_no_answer(client: Client, name: str, settings: Settings) -> None:
    settings.ACRCLOUD_READ_ONLY = True
    assert create(client, name, key="k").status_code == 409
    settings.ACRCLOUD_READ_ONLY = False
    assert create(client, name, key="k").status_code == 201


def test_a_remote_that_was_never_reached_got_nothing(
    client: Client, name: str, settings: Settings
) -> None:
    remote_address = settings.ACRCLOUD_BASE_URL
    settings.ACRCLOUD_BASE_URL = "http://127.0.0.1:9/api"
    assert create(client, name, key="k").status_code in {502, 504}
    settings.ACRCLOUD_BASE_URL = remote_address
    assert create(client, name, key="k").status_code == 201


def test_a_request_meanwhile_gets_the_outcome_of_the_first(
    client: Client, name: str, engine: Engine
) -> None:
    with fault(engine, "delay", seconds=1.5, **CREATE):
        answers = in_two_threads(*[lambda: create(client, name, key="k")] * 2)
    assert answer(answers[0]) == answer(answers[1])
    assert answers[0].status_code == 201
    assert len(buckets_at_remote(name)) == 1


def test_a_request_that_waited_long_enough_is_told_when_to_come_back(
    client: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "WAIT_SECONDS", 0.2)
    create(client, name, key="k")
    IdempotencyKey.objects.update(status=None, lease_until=Now() + timedelta(minutes=1))
    response = create(client, name, key="k")
    assert (response.status_code, response["Retry-After"]) == (409, "2")


def test_an_object_whose_answer_was_lost_is_found(
    client: Client, name: str, engine: Engine
) -> None:
    with fault(engine, "drop", when="after", **CREATE):
        assert create(client, name, key="k").status_code == 502
    found = create(client, name, key="k")
    (there,) = buckets_at_remote(name)
    assert (found.status_code, found.json()["data"]["id"]) == (201, there["id"])
    assert answer(create(client, name, key="k")) == answer(found)


def test_an_object_that_was_stored_before_the_process_died_is_the_answer(
    client: Client, name: str
) -> None:
    first = create(client, name, key="k")
    assert IdempotencyKey.objects.get(key="k").made == f"buckets {first.json()['data']['id']}"
    made = IdempotencyKey.objects.get(key="k").made
    let_its_process_die("k")
    IdempotencyKey.objects.filter(key="k").update(made=made)
    assert answer(create(client, name, key="k")) == answer(first)


def test_a_create_of_unknown_outcome_is_not_sent_again(
    client: Client, name: str, engine: Engine
) -> None:
    with fault(engine, "drop", **CREATE):
        assert create(client, name, key="k").status_code == 502
    for _ in range(2):
        unknown = create(client, name, key="k")
        assert unknown.status_code == 409
        assert "Outcome unknown" in unknown.json()["message"]
    assert buckets_at_remote(name) == []
    assert create(client, name, key="another").status_code == 201


def test_a_remote_that_can_not_be_asked_leaves_the_outcome_unknown(
    client: Client, name: str, engine: Engine
) -> None:
    with fault(engine, "drop", **CREATE):
        create(client, name, key="k")
    with fault(engine, "status", status=429, retry_after=0, method="GET", path="/api/buckets"):
        assert create(client, name, key="k").status_code == 429
    assert create(client, name, key="k").status_code == 409
    assert buckets_at_remote(name) == []


def test_what_others_made_is_not_taken_for_it(client: Client, name: str, engine: Engine) -> None:
    with fault(engine, "drop", **CREATE):
        create(client, name, key="k")
    create(client, name, key="another")
    assert create(client, name, key="k").status_code == 409
    client.post("/api/buckets", {"name": name, "region": "eu-west-1"}, content_type=JSON)
    assert create(client, name, key="k").status_code == 409
    remote.console().create("buckets", {"name": name, "region": "us-west-2", "type": "File"})
    assert create(client, name, key="k").status_code == 409


def test_what_was_there_before_is_not_taken_for_it(
    client: Client, name: str, engine: Engine
) -> None:
    create(client, name, key="before")
    IdempotencyKey.objects.all().delete()
    AuditEntry.objects.all().delete()
    with fault(engine, "drop", **CREATE):
        create(client, name, key="k")
    assert create(client, name, key="k").status_code == 409


def test_a_bulk_act_is_answered_the_same(client: Client, place: int) -> None:
    row = upload(client, place).json()["data"]
    address, header = f"/api/buckets/{place}/files/{row['id']}", {"Idempotency-Key": "k"}
    assert client.delete(address, headers=header).status_code == 204
    assert client.delete(address, headers=header).status_code == 204
    let_its_process_die("k")
    assert client.delete(address, headers=header).status_code == 409


def test_a_container_found_again_gets_its_callbacks(
    client: Client, name: str, place: int, engine: Engine
) -> None:
    body = {"name": name, "region": "eu-west-1", "engine": 1, "buckets": [place]}

    def make() -> Any:
        header = {"Idempotency-Key": "k"}
        return client.post("/api/fs-containers", body, content_type=JSON, headers=header)

    with fault(engine, "drop", when="after", method="POST", path="/api/fs-containers"):
        assert make().status_code == 502
    made = make()
    assert made.status_code == 201, made.content
    assert CallbackAddress.objects.get().container_id == made.json()["data"]["id"]


def test_an_upload_is_answered_the_same_and_sent_once(client: Client, place: int) -> None:
    first = upload(client, place, key="k")
    second = upload(client, place, key="k", boundary="two")
    assert first.status_code == 200
    assert answer(first) == answer(second)
    assert len(files_at_remote(place)) == 1
    assert Upload.objects.count() == 1
    assert upload(client, place, key="k", title="other").status_code == 422


def test_uploads_of_different_keys_are_different(client: Client, place: int) -> None:
    for key in ("a", "b"):
        assert upload(client, place, key=key).status_code == 200
    assert len(files_at_remote(place)) == 2


def test_a_202_is_answered_the_same(
    client: Client, place: int, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setattr(AudioFileViewSet, "send_timeout", 0.2)
    with fault(engine, "hold", **POST):
        first = upload(client, place, key="k")
        assert first.status_code == 202
        assert answer(upload(client, place, key="k")) == answer(first)
    eventually(lambda: Upload.objects.get().state == "sent")
    assert answer(upload(client, place, key="k")) == answer(first)


def test_an_upload_meanwhile_waits_for_the_same_one(
    client: Client, place: int, engine: Engine
) -> None:
    with fault(engine, "delay", seconds=1.5, **POST):
        answers = in_two_threads(*[lambda: upload(client, place, key="k")] * 2)
    assert answer(answers[0]) == answer(answers[1])
    assert answers[0].status_code == 200
    assert Upload.objects.count() == 1
    assert len(files_at_remote(place)) == 1


def test_an_upload_is_found_by_its_key_after_a_death(client: Client, place: int) -> None:
    first = upload(client, place, key="k")
    let_its_process_die("k")
    again = upload(client, place, key="k")
    assert again.status_code == 200
    assert again.json()["data"]["id"] == first.json()["data"]["id"]
    assert Upload.objects.count() == 1


def test_an_upload_that_was_not_stored_before_the_death_is_taken_anew(
    client: Client, place: int
) -> None:
    upload(client, place, key="k")
    Upload.objects.all().delete()
    let_its_process_die("k")
    assert upload(client, place, key="k").status_code == 200
    assert Upload.objects.get().idempotency_key == IdempotencyKey.objects.get(key="k")


def test_without_a_key_the_same_upload_under_way_is_joined(
    client: Client, place: int, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setattr(AudioFileViewSet, "send_timeout", 0.2)
    with fault(engine, "hold", **POST):
        first, second = (upload(client, place) for _ in range(2))
        assert (first.status_code, second.status_code) == (202, 202)
        assert first["Location"] == second["Location"]
        assert upload(client, place, title="other")["Location"] != first["Location"]
        other = service_with(*SCOPES)
        assert upload(other, place)["Location"] != first["Location"]
        assert Upload.objects.count() == 3
    eventually(lambda: Upload.objects.earliest("pk").state == "sent")
    upload(client, place)
    assert Upload.objects.count() == 4


def test_two_at_the_same_moment_are_one_upload(client: Client, place: int, engine: Engine) -> None:
    with fault(engine, "delay", seconds=3, **POST):
        answers = in_two_threads(*[lambda: upload(client, place)] * 2)
    assert {response.status_code for response in answers} == {200}
    assert len(files_at_remote(place)) == 1


def test_after_a_day_the_key_is_free(client: Client, name: str) -> None:
    create(client, name, key="k")
    IdempotencyKey.objects.update(begun_at=F("begun_at") - timedelta(hours=24, seconds=1))
    assert create(client, f"{name} too", key="k").status_code == 201
    IdempotencyKey.objects.update(begun_at=F("begun_at") - timedelta(hours=24, seconds=1))
    tasks.prune()
    assert not IdempotencyKey.objects.exists()


def test_secrets_are_kept_encrypted_and_only_for_who_may_see_them(
    engine: Engine, name: str
) -> None:
    token = issued(TokenScope.WRITE_PROJECTS, TokenScope.SECRETS)
    client = service(token)
    bucket = new_bucket()
    body = {"name": name, "region": "eu-west-1", "type": "AVR", "buckets": [bucket.pk]}

    def make() -> Any:
        header = {"Idempotency-Key": "k"}
        return client.post("/api/base-projects", body, content_type=JSON, headers=header)

    first = make()
    assert first.status_code == 201, first.content
    secret = first.json()["data"]["access_secret"]
    assert "*" not in secret
    assert secret.encode() not in bytes(IdempotencyKey.objects.get().body)
    assert answer(make()) == answer(first)
    ServiceToken.objects.update(scopes=[TokenScope.WRITE_PROJECTS])
    refused = make()
    assert refused.status_code == 403
    assert secret not in refused.content.decode()


def test_the_portal_s_own_rest_takes_keys(engine: Engine) -> None:
    client = service_with(TokenScope.WRITE_PORTAL)

    def start(resource: str) -> Any:
        body = json.dumps({"resource": resource})
        header = {"Idempotency-Key": "k"}
        return client.post("/api/portal/sync", body, content_type=JSON, headers=header)

    first = start("buckets")
    assert first.status_code == HTTPStatus.ACCEPTED
    assert answer(start("buckets")) == answer(first)
    assert AuditEntry.objects.filter(act="start pass").count() == 1
    reused = start("projects")
    assert reused.status_code == 422
    assert reused.headers["Content-Type"] == "application/problem+json"
    let_its_process_die("k")
    assert start("buckets").status_code == HTTPStatus.ACCEPTED


def test_every_endpoint_that_changes_something_takes_keys() -> None:
    for address, method, _ in ENDPOINTS:
        if method != "get":
            view: Any = get_resolver().resolve(address).func
            assert issubclass(view.cls, IdempotentViewSet), address


def test_a_bucket_made_with_a_key_is_mirrored(client: Client, name: str, engine: Engine) -> None:
    with fault(engine, "drop", when="after", **CREATE):
        create(client, name, key="k")
    key = create(client, name, key="k").json()["data"]["id"]
    assert Bucket.objects.get(pk=key).name == name
