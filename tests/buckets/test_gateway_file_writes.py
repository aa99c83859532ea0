"""Uploading, changing, moving and deleting files through the gateway, against the real engine."""

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from buckets.api.files import AudioFileViewSet
from buckets.models import AudioFile
from buckets.resources import BUCKETS
from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.mirror import remote
from core.uploads.models import Upload
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import audio_file, bucket, list_was_read
from tests.engines import Engine
from tests.recordings import recording as sound
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def recording(name: str = "tone.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sound(), "audio/wav")


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS)


@pytest.fixture
def place(client: Client, engine: Engine) -> int:
    return new_bucket(client, "one")


def new_bucket(client: Client, name: str) -> int:
    fields = {"name": name, "region": "eu-west-1"}
    key: int = client.post("/api/buckets", fields, content_type=JSON).json()["data"]["id"]
    return key


def upload(client: Client, place: int, **fields: Any) -> dict[str, Any]:
    form = {"data_type": "audio", "title": "晚风", "file": recording(), **fields}
    response = client.post(f"/api/buckets/{place}/files", form)
    assert response.status_code == 200, response.content
    row: dict[str, Any] = response.json()["data"]
    return row


def at_remote(place: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        remote.console().page(f"buckets/{place}/files", number=1, per_page=100).rows
    )
    return rows


def test_a_file_is_uploaded_by_multipart_with_its_own_fields(client: Client, place: int) -> None:
    row = upload(client, place, user_defined=json.dumps({"artist": "某人"}), audio_id="a-1")
    there = at_remote(place)
    assert [file["id"] for file in there] == [row["id"]]
    assert (there[0]["title"], there[0]["user_defined"]) == ("晚风", {"artist": "某人"})
    assert there[0]["audio_id"] == "a-1"
    assert AudioFile.objects.get(pk=row["id"]).title == "晚风"
    entry = AuditEntry.objects.get(act="upload file")
    assert entry.token is not None


def test_a_title_is_made_of_the_files_name(client: Client, place: int) -> None:
    row = upload(client, place, title="", file=recording(name="morning show.wav"))
    assert row["title"] == "morning show"


@pytest.mark.parametrize("spelling", ["{0}/files", "{0}/files/"])
def test_both_spellings_take_an_upload(client: Client, place: int, spelling: str) -> None:
    address = "/api/buckets/" + spelling.format(place)
    form = {"data_type": "audio", "file": recording()}
    assert client.post(address, form).status_code == 200


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"data_type": "audio"}, "data_type"),
        ({"data_type": "nonsense", "file": recording()}, "data_type"),
        ({"data_type": "audio", "file": SimpleUploadedFile("empty.wav", b"")}, "file"),
        ({"data_type": "audio_url"}, "url"),
        ({"data_type": "audio", "file": recording(), "user_defined": "{"}, "user_defined"),
        ({"data_type": "audio", "file": recording(), "title": "x" * 1001}, "title"),
    ],
)
def test_an_upload_that_can_not_be_is_named_by_field_and_leaves_nothing(
    client: Client, place: int, form: dict[str, Any], field: str
) -> None:
    response = client.post(f"/api/buckets/{place}/files", form)
    assert response.status_code == 422, response.content
    assert list(response.json()["errors"]) == [field]
    assert not at_remote(place)
    assert not Upload.objects.exists()


def test_an_upload_over_the_limit_is_a_413(client: Client, place: int, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = client.post(
        f"/api/buckets/{place}/files", {"data_type": "audio", "file": recording()}
    )
    assert response.status_code == 413
    assert response.json()["message"] == response.json()["error"]
    assert not at_remote(place)


def test_an_upload_into_an_unknown_bucket_is_not_found(client: Client, place: int) -> None:
    list_was_read(BUCKETS)
    assert (
        client.post(
            "/api/buckets/987654/files", {"data_type": "audio", "file": recording()}
        ).status_code
        == 404
    )


def test_an_upload_into_the_catalogue_is_refused(client: Client, place: int) -> None:
    bucket(23, name="ACRCloud Music", type="ACRCloudFile")
    response = client.post("/api/buckets/23/files", {"data_type": "audio", "file": recording()})
    assert response.status_code == 409
    assert "catalogue" in response.json()["message"]


def test_an_upload_that_takes_long_can_be_followed(
    client: Client, place: int, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AudioFileViewSet, "send_timeout", 0.3)
    with fault(engine, "delay", seconds=1.5, method="POST", path=f"/api/buckets/{place}/files"):
        form = {"data_type": "audio", "file": recording(), "title": "slow"}
        response = client.post(f"/api/buckets/{place}/files", form)
        assert response.status_code == 202
        address = response["Location"]
        assert client.get(address).json()["state"] in {"waiting", "sending", "sent"}
        while (progress := client.get(address).json())["state"] != "sent":
            time.sleep(0.1)
    assert [str(file["id"]) for file in at_remote(place)] == [progress["remote_id"]]
    other = service_with(TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS, TokenScope.READ_PORTAL)
    assert other.get(address).status_code == 404


def test_the_remotes_refusal_of_an_upload_is_passed_on_whole(
    client: Client, place: int, engine: Engine
) -> None:
    path = f"/api/buckets/{place}/files"
    with fault(engine, "status", status=422, message="Not this one.", method="POST", path=path):
        response = client.post(path, {"data_type": "audio", "file": recording()})
    assert response.status_code == 422
    assert response.json()["message"] == response.json()["error"] == "Not this one."


def test_a_file_is_changed_by_id_or_acr_id(client: Client, place: int) -> None:
    row = upload(client, place)
    files = f"/api/buckets/{place}/files"
    change = {"title": "new", "user_defined": {"a": 1}}
    reply = client.put(f"{files}/{row['id']}", change, content_type=JSON).json()
    assert (reply["data"]["title"], reply["data"]["user_defined"]) == ("new", {"a": 1})
    text = {"user_defined": '{"b": 2}'}
    reply = client.put(f"{files}/{row['acr_id']}", text, content_type=JSON).json()
    assert (reply["data"]["title"], reply["data"]["user_defined"]) == ("new", {"b": 2})
    assert at_remote(place)[0]["user_defined"] == {"b": 2}


@pytest.mark.parametrize(
    "own",
    [
        {"a": "\0"},
        {"\0": 1},
        '{"a": "\\u0000"}',
        '{"a": 1, "a": 2}',
        r'{"a": "\ud800"}',
        {"a": "\ud800"},
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a":' + "[" * 101 + "]" * 101 + "}",
        json.loads('{"a":' + "[" * 101 + "]" * 101 + "}"),
        '{"a":' * 20_000,
    ],
)
def test_own_fields_that_nobody_could_keep_are_refused(
    client: Client, place: int, own: object
) -> None:
    row = upload(client, place)
    body = json.dumps({"user_defined": own})
    address = f"/api/buckets/{place}/files/{row['id']}"
    response = client.put(address, body, content_type=JSON)
    assert response.status_code == 422, response.content
    assert list(response.json()["errors"]) == ["user_defined"]
    assert not at_remote(place)[0]["user_defined"]


def test_a_body_nested_beyond_reading_is_no_json(client: Client, place: int) -> None:
    row = upload(client, place)
    address = f"/api/buckets/{place}/files/{row['id']}"
    response = client.put(address, '{"title":' * 20_000, content_type=JSON)
    assert response.status_code == 400, response.content


def test_files_are_deleted_by_ids_in_the_address_or_in_the_body(client: Client, place: int) -> None:
    first, second, third = (upload(client, place, title=name) for name in "abc")
    files = f"/api/buckets/{place}/files"
    assert client.delete(f"{files}/{first['id']},{second['acr_id']}").status_code == 204
    assert [file["id"] for file in at_remote(place)] == [third["id"]]
    body = json.dumps({"ids": [third["id"]]})
    assert client.delete(files, body, content_type=JSON).status_code == 204
    assert not at_remote(place)
    assert client.get(files).json()["meta"]["total"] == 0
    assert client.delete(f"{files}/{first['id']}").status_code == 404


def test_files_of_another_bucket_are_not_deleted(client: Client, place: int) -> None:
    other = new_bucket(client, "other")
    row = upload(client, other)
    assert client.delete(f"/api/buckets/{place}/files/{row['id']}").status_code == 404
    assert at_remote(other)


def test_files_are_moved_in_either_spelling(client: Client, place: int) -> None:
    target = new_bucket(client, "target")
    first, second = upload(client, place, title="a"), upload(client, place, title="b")
    reply = client.put(f"/api/buckets/{target}/files/{first['id']}/move").json()
    assert [(row["id"], row["bucket_id"]) for row in reply["data"]] == [(first["id"], target)]
    body = {"target_bucket_id": target, "ids": [second["id"]]}
    reply = client.post(f"/api/buckets/{place}/files/move", body, content_type=JSON).json()
    assert [row["bucket_id"] for row in reply["data"]] == [target]
    assert {row["id"] for row in at_remote(target)} == {first["id"], second["id"]}
    assert client.get(f"/api/buckets/{target}/files").json()["meta"]["total"] == 2
    assert client.get(f"/api/buckets/{place}/files").json()["meta"]["total"] == 0


def test_what_is_not_there_can_not_be_moved(client: Client, place: int) -> None:
    list_was_read(BUCKETS)
    target = new_bucket(client, "target")
    assert client.put(f"/api/buckets/{target}/files/999/move").status_code == 404
    assert client.put(f"/api/buckets/999/files/{place}/move").status_code == 404


def test_changing_what_the_remote_has_no_more_is_not_found(client: Client, place: int) -> None:
    audio_file(990, place, title="only here")
    response = client.put(f"/api/buckets/{place}/files/990", {"title": "else"}, content_type=JSON)
    assert response.status_code == 404
