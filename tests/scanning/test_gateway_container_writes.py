"""POST, PUT and DELETE of containers and scanned files through the gateway."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.mirror import remote
from scanning.models import Container, ScannedFile
from scanning.resources import CONTAINERS
from tests.core.accounts.actors import person, service_with, signed_in
from tests.core.gateway.mirror_rows import bucket, container, list_was_read, unplug
from tests.engines import Engine
from tests.recordings import recording

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_SCANNING, TokenScope.READ_SCANNING)


@pytest.fixture
def bucket_id(engine: Engine) -> int:
    fields = {"name": "b", "type": "File", "region": "eu-west-1"}
    key: int = remote.console().create("buckets", fields).rows[0]["id"]
    return key


def new(bucket: object, **changed: object) -> dict[str, object]:
    fields = {"name": "c", "region": "eu-west-1", "engine": 1, "buckets": [bucket]}
    return fields | changed


@pytest.fixture
def made(client: Client, bucket_id: int) -> dict[str, Any]:
    response = client.post("/api/fs-containers", new(bucket_id), content_type=JSON)
    assert response.status_code == 201, response.content
    row: dict[str, Any] = response.json()["data"]
    return row


def at_remote(path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = remote.console().get(f"fs-containers/{path}").rows
    return rows


def test_who_may_see_callback_addresses_may_say_where_callbacks_go(bucket_id: int) -> None:
    client = service_with(TokenScope.WRITE_SCANNING, TokenScope.SECRETS)
    fields = new(bucket_id, callback_url="https://example.org/mine")
    made = client.post("/api/fs-containers", fields, content_type=JSON).json()["data"]
    assert made == at_remote(str(made["id"]))[0]
    assert made["callback_url"] == "https://example.org/mine"
    change = {"callback_url": "https://example.org/other"}
    response = client.put(f"/api/fs-containers/{made['id']}", change, content_type=JSON)
    assert response.status_code == 200, response.content
    assert at_remote(str(made["id"]))[0]["callback_url"] == "https://example.org/other"
    assert "example.org" not in Container.objects.get(pk=made["id"]).payload
    assert [
        entry.detail["callback_url"]
        for entry in AuditEntry.objects.filter(act__endswith="container")
    ] == ["*****", "*****"]
    assert "example.org" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("url", ["https://example.org/mine", ""])
def test_who_may_only_scan_may_not_send_the_results_of_others_elsewhere(
    client: Client, made: dict[str, Any], url: str
) -> None:
    before = at_remote(str(made["id"]))[0]
    fields = {"name": "x", "callback_url": url}
    response = client.put(f"/api/fs-containers/{made['id']}", fields, content_type=JSON)
    assert response.status_code == 403
    body = response.json()
    assert body["error"] == body["message"]
    assert "lacks the scope secrets" in body["message"]
    assert at_remote(str(made["id"]))[0] == before


def test_who_makes_a_container_says_where_its_callbacks_go(client: Client, bucket_id: int) -> None:
    fields = new(bucket_id, callback_url="https://example.org/mine")
    made = client.post("/api/fs-containers", fields, content_type=JSON).json()["data"]
    assert at_remote(str(made["id"]))[0]["callback_url"] == "https://example.org/mine"
    assert made["callback_url"] == "*" * len("https://example.org/mine")


@pytest.mark.parametrize("given", [{}, {"callback_url": ""}])
def test_without_one_its_results_come_to_this_portal(
    client: Client, bucket_id: int, settings: Settings, given: dict[str, str]
) -> None:
    fields = new("b") | given
    row = client.post("/api/fs-containers", fields, content_type=JSON).json()["data"]
    there = at_remote(str(row["id"]))[0]["callback_url"]
    assert there.startswith(f"{settings.PUBLIC_URL}/hooks/fs/")
    assert row["callback_url"] == "*" * len(there)


def test_a_container_is_changed_and_deleted(client: Client, made: dict[str, Any]) -> None:
    address = f"/api/fs-containers/{made['id']}"
    change = {"name": "renamed", "deepright": 1, "policy": {"type": "points", "points": 3}}
    row = client.put(address, change, content_type=JSON).json()["data"]
    assert (row["name"], row["deepright"], row["policy"]["type"]) == ("renamed", True, "points")
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_a_form_changes_only_what_it_names(client: Client, bucket_id: int) -> None:
    flags = {"deepright": True, "music_detection": True, "ai_detection": True}
    fields = new(bucket_id, **flags)
    key = client.post("/api/fs-containers", fields, content_type=JSON).json()["data"]["id"]
    response = client.put(f"/api/fs-containers/{key}", "name=renamed&ai_detection=0", FORM)
    assert response.status_code == 200, response.content
    there = at_remote(str(key))[0]
    assert there["name"] == "renamed"
    assert {name: there[name] for name in flags} == flags | {"ai_detection": False}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"region": ""}, "region"),
        ({"engine": None}, "engine"),
        ({"engine": 9}, "engine"),
        ({"buckets": [[1]]}, "buckets"),
        ({"buckets": ["no such bucket"]}, "buckets"),
        ({"policy": "{"}, "policy"),
        ({"deepright": "perhaps"}, "deepright"),
    ],
)
def test_what_is_refused_is_named_by_field_and_makes_nothing(
    client: Client, bucket_id: int, changed: dict[str, object], field: str
) -> None:
    response = client.post("/api/fs-containers", new(bucket_id, **changed), content_type=JSON)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert not Container.objects.exists()


def test_a_recording_is_sent_scanned_again_and_deleted(
    client: Client, made: dict[str, Any]
) -> None:
    files = f"/api/fs-containers/{made['id']}/files"
    form = {
        "data_type": "audio",
        "name": "晨间节目",
        "file": SimpleUploadedFile("show.wav", recording(4.0), "audio/wav"),
    }
    response = client.post(files, form)
    assert response.status_code == 201, response.content
    row = response.json()["data"]
    assert at_remote(f"{made['id']}/files/{row['id']}")[0]["name"] == "晨间节目"
    assert ScannedFile.objects.get(pk=row["id"]).container_id == made["id"]

    again = client.put(f"{files}/{row['id']}/rescan")
    assert (again.status_code, again.json()["data"][0]["id"]) == (200, row["id"])

    assert client.delete(f"{files}/{row['id']}").status_code == 204
    assert client.get(f"{files}/{row['id']}").status_code == 404
    assert client.put(f"{files}/{row['id']}/rescan").status_code == 404
    assert client.get(files).json()["meta"]["total"] == 0


def test_an_address_without_one_is_named(client: Client, made: dict[str, Any]) -> None:
    files = f"/api/fs-containers/{made['id']}/files"
    response = client.post(files, {"data_type": "platforms"}, content_type=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (422, ["url"])
    list_was_read(CONTAINERS)
    unknown = client.post("/api/fs-containers/987654/files", {"data_type": "audio"})
    assert unknown.status_code == 404


def test_a_bucket_of_another_region_is_named_before_the_remote_is_asked(
    client: Client, settings: Settings
) -> None:
    unplug(settings)
    bucket(7, name="Radio", region="us-west-2")
    bucket(8, name="Here")
    bucket(23, name="ACRCloud Music", type="ACRCloudFile", region="us-west-2")
    container(5)
    said = ["The bucket Radio is in us-west-2, the container in eu-west-1."]
    for buckets in ([7], ["Radio"], ["7"], [8, "Radio", 23]):
        fields = {"name": "x", "region": "eu-west-1", "engine": 1, "buckets": buckets}
        for refused in (
            client.post("/api/fs-containers", fields, content_type=JSON),
            client.put("/api/fs-containers/5", {"buckets": buckets}, content_type=JSON),
        ):
            assert refused.status_code == 422
            assert refused.json()["errors"] == {"buckets": said}
    allowed = {"name": "x", "region": "eu-west-1", "engine": 1, "buckets": [8, 23, "unknown"]}
    asked = client.post("/api/fs-containers", allowed, content_type=JSON)
    assert asked.status_code == 502, "that is the remote's to refuse"


def test_the_page_names_a_bucket_of_another_region_too(settings: Settings) -> None:
    unplug(settings)
    bucket(7, name="Radio", region="us-west-2")
    fields = {
        "name": "x", "region": "eu-west-1", "engine": "1", "audio_type": "linein", "buckets": ["7"],
        "policy_type": "traverse", "interval": "0", "rec_length": "10",
    }  # fmt: skip
    page = signed_in(person(Role.OPERATOR)).post("/scanning/new/", fields)
    assert page.status_code == 422
    assert "The bucket Radio is in us-west-2" in page.content.decode()
