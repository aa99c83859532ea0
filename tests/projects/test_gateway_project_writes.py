"""POST, PUT and DELETE of base projects through the gateway, against the real engine."""

from typing import Any

import pytest
from django.test import Client

from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.mirror import remote
from projects.models import Project
from tests.core.accounts.actors import service_with
from tests.engines import Engine

pytestmark = pytest.mark.django_db
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_PROJECTS, TokenScope.READ_PROJECTS)


@pytest.fixture
def bucket_id(engine: Engine) -> int:
    fields = {"name": "b", "type": "File", "region": "eu-west-1"}
    key: int = remote.console().create("buckets", fields).rows[0]["id"]
    return key


def new(bucket_id: int, **changed: object) -> dict[str, object]:
    fields = {"name": "p", "region": "eu-west-1", "type": "AVR", "buckets": [bucket_id]}
    return fields | changed


def at_remote(key: int) -> dict[str, Any]:
    row: dict[str, Any] = remote.console().get(f"base-projects/{key}").rows[0]
    return row


@pytest.mark.parametrize("external_ids", [["spotify", "isrc"], "spotify, isrc"])
def test_a_project_is_made_and_its_secret_stays_hidden(
    client: Client, bucket_id: int, external_ids: object
) -> None:
    fields = new(bucket_id, external_ids=external_ids)
    response = client.post("/api/base-projects", fields, content_type=JSON)
    row = response.json()["data"]
    there = at_remote(row["id"])
    assert response.status_code == 201
    assert row == there | {"access_secret": "*" * len(there["access_secret"])}
    assert there["external_ids"] == ["spotify", "isrc"]
    assert there["access_secret"] not in Project.objects.get(pk=row["id"]).payload
    assert there["access_secret"] not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "form", ["external_ids=spotify,+isrc", "external_ids=spotify&external_ids=isrc"]
)
def test_a_form_may_have_commas_between_its_words(
    client: Client, bucket_id: int, form: str
) -> None:
    key = client.post("/api/base-projects", new(bucket_id), content_type=JSON).json()["data"]["id"]
    response = client.put(f"/api/base-projects/{key}", form, FORM)
    assert response.status_code == 200, response.content
    assert at_remote(key)["external_ids"] == ["spotify", "isrc"]


def test_with_the_scope_the_new_secret_is_in_the_answer(bucket_id: int) -> None:
    client = service_with(TokenScope.WRITE_PROJECTS, TokenScope.SECRETS)
    row = client.post("/api/base-projects", new(bucket_id), content_type=JSON).json()["data"]
    assert row == at_remote(row["id"])


@pytest.mark.parametrize("scopes", [(), (TokenScope.SECRETS,)])
def test_a_secret_may_be_sent_back_as_it_was_shown(
    bucket_id: int, scopes: tuple[TokenScope, ...]
) -> None:
    client = service_with(TokenScope.WRITE_PROJECTS, *scopes)
    made = client.post("/api/base-projects", new(bucket_id), content_type=JSON).json()["data"]
    address, shown = f"/api/base-projects/{made['id']}", made["access_secret"]

    same = client.put(address, {"name": "x", "access_secret": shown}, content_type=JSON)
    other = client.put(address, {"access_secret": "x" * 40}, content_type=JSON)

    assert (same.status_code, other.status_code) == (200, 422)


def test_a_project_is_changed_and_deleted(client: Client, bucket_id: int) -> None:
    key = client.post("/api/base-projects", new(bucket_id), content_type=JSON).json()["data"]["id"]
    address = f"/api/base-projects/{key}"
    change = {"name": "renamed", "audio_type": "recorded"}
    reply = client.put(address, change, content_type=JSON).json()
    assert (reply["data"]["name"], reply["data"]["audio_type"]) == ("renamed", "recorded")
    assert at_remote(key)["name"] == "renamed"
    assert client.delete(f"{address}/").status_code == 204
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"region": "mars"}, "region"),
        ({"type": ""}, "type"),
        ({"buckets": []}, "buckets"),
        ({"buckets": [987654]}, "buckets"),
        ({"buckets": "all"}, "buckets"),
        ({"external_ids": ["myspace"]}, "external_ids"),
        ({"audio_type": "loud"}, "audio_type"),
    ],
)
def test_what_is_refused_is_named_by_field_and_makes_nothing(
    client: Client, bucket_id: int, changed: dict[str, object], field: str
) -> None:
    response = client.post("/api/base-projects", new(bucket_id, **changed), content_type=JSON)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert not Project.objects.exists()
