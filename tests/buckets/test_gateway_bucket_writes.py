"""POST, PUT and DELETE of buckets through the gateway, against the real engine."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.mirror import remote
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket, unplug
from tests.engines import Engine

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS)


@pytest.fixture
def made(client: Client, engine: Engine) -> dict[str, Any]:
    fields = {"name": "made here", "type": "File", "region": "eu-west-1", "labels": ["Ads"]}
    response = client.post("/api/buckets", fields, content_type=JSON)
    assert response.status_code == 201
    row: dict[str, Any] = response.json()["data"]
    return row


def at_remote(key: int) -> dict[str, Any]:
    row: dict[str, Any] = remote.console().get(f"buckets/{key}").rows[0]
    return row


def test_a_bucket_is_made_at_the_remote_and_is_in_the_mirror_at_once(made: dict[str, Any]) -> None:
    assert at_remote(made["id"]) == made
    assert Bucket.objects.get(pk=made["id"]).name == "made here"
    entry = AuditEntry.objects.get(act="create bucket")
    assert entry.token is not None
    assert entry.target == f"bucket {made['id']}"


def test_a_bucket_needs_no_type(client: Client, engine: Engine) -> None:
    fields = {"name": "plain", "region": "eu-west-1"}
    reply = client.post("/api/buckets/", fields, content_type=JSON).json()
    assert reply["data"]["type"] == "File"


def test_a_bucket_is_changed_by_what_is_given_only(client: Client, made: dict[str, Any]) -> None:
    address = f"/api/buckets/{made['id']}"
    reply = client.put(address, {"name": "renamed"}, content_type=JSON).json()
    assert (reply["data"]["name"], reply["data"]["labels"]) == ("renamed", ["Ads"])
    assert at_remote(made["id"])["name"] == "renamed"
    assert client.get(address).json() == reply


def test_a_template_is_set_and_taken_away(client: Client, made: dict[str, Any]) -> None:
    address = f"/api/buckets/{made['id']}"
    template = '[{"key": "label"}]'
    for value in (template, None):
        reply = client.put(address, {"metadata_template": value}, content_type=JSON)
        assert reply.json()["data"]["metadata_template"] == value
        assert at_remote(made["id"])["metadata_template"] == value


def test_what_cannot_be_changed_is_refused_by_name(client: Client, made: dict[str, Any]) -> None:
    address = f"/api/buckets/{made['id']}"
    response = client.put(address, {"region": "us-west-2", "name": "x"}, content_type=JSON)
    assert response.status_code == 422
    assert response.json()["errors"] == {"region": ["This field can't be changed."]}
    assert at_remote(made["id"]) == made


def test_a_whole_object_may_be_sent_back(client: Client, made: dict[str, Any]) -> None:
    whole = {**made, "name": "renamed"}
    response = client.put(f"/api/buckets/{made['id']}", whole, content_type=JSON)
    assert response.status_code == 200
    assert at_remote(made["id"])["name"] == "renamed"


def test_a_field_that_no_bucket_has_is_refused(client: Client, engine: Engine) -> None:
    fields = {"name": "x", "region": "eu-west-1", "colour": "red"}
    response = client.post("/api/buckets", fields, content_type=JSON)
    assert response.status_code == 422
    assert response.json()["errors"] == {"colour": ["There is no such field."]}


def test_what_is_refused_for_the_object_is_not_the_token_s_fault(
    client: Client, engine: Engine
) -> None:
    client.get("/api/buckets/23")
    response = client.put("/api/buckets/23", {"name": "mine"}, content_type=JSON)
    assert response.status_code == 403
    assert response.json()["message"] == "The bucket ACRCloud Music is read-only."


def test_a_bucket_is_deleted_and_then_not_found(client: Client, made: dict[str, Any]) -> None:
    response = client.delete(f"/api/buckets/{made['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert client.get(f"/api/buckets/{made['id']}").status_code == 404
    assert client.delete(f"/api/buckets/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"region": "eu-west-1"}, "name"),
        ({"name": "x"}, "region"),
        ({"name": "x", "region": "mars"}, "region"),
        ({"name": "x", "region": "eu-west-1", "type": "Box"}, "type"),
        ({"name": "x", "region": "eu-west-1", "labels": {"a": 1}}, "labels"),
        ({"name": "x", "region": "eu-west-1", "net_type": "many"}, "net_type"),
        ({"name": "x", "region": "eu-west-1", "metadata_template": "{"}, "metadata_template"),
    ],
)
def test_what_the_remote_refuses_is_named_by_field_and_makes_nothing(
    client: Client, engine: Engine, fields: dict[str, Any], field: str
) -> None:
    response = client.post("/api/buckets", fields, content_type=JSON)
    body = response.json()
    assert response.status_code == 422
    assert list(body["errors"]) == [field]
    assert body["error"] == body["message"]
    assert not Bucket.objects.exists()
    assert not AuditEntry.objects.filter(act="create bucket").exists()


@pytest.mark.parametrize(("body", "status"), [("{broken", 400), ("[]", 422), ('"x"', 422)])
def test_a_body_that_is_no_object_is_refused(
    client: Client, engine: Engine, body: str, status: int
) -> None:
    assert client.post("/api/buckets", body, content_type=JSON).status_code == status


def test_with_the_remote_down_nothing_changes_here_either(
    client: Client, settings: Settings
) -> None:
    bucket(5, name="as it was")
    unplug(settings)
    change = client.put("/api/buckets/5", {"name": "else"}, content_type=JSON)
    assert change.status_code == 502
    assert client.delete("/api/buckets/5").status_code == 502
    assert client.get("/api/buckets/5").json()["data"]["name"] == "as it was"


def test_a_portal_set_to_read_only_says_so_and_changes_nothing(
    client: Client, made: dict[str, Any], settings: Settings
) -> None:
    settings.ACRCLOUD_READ_ONLY = True
    response = client.put(f"/api/buckets/{made['id']}", {"name": "else"}, content_type=JSON)
    assert response.status_code == 409
    assert "read only" in response.json()["message"]
    assert at_remote(made["id"])["name"] == "made here"


def test_a_token_that_only_reads_changes_nothing(made: dict[str, Any]) -> None:
    reader = service_with(TokenScope.READ_BUCKETS)
    address = f"/api/buckets/{made['id']}"
    for response in (
        reader.post("/api/buckets", {"name": "x", "region": "eu-west-1"}, content_type=JSON),
        reader.put(address, {"name": "x"}, content_type=JSON),
        reader.delete(address),
    ):
        assert response.status_code == 403
    assert at_remote(made["id"]) == made
