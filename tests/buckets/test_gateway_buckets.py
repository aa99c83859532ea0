"""`GET /api/buckets…` out of the mirror, in the Console API's format."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from buckets.resources import BUCKETS
from core.accounts.scopes import TokenScope
from core.mirror import remote
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket, gone, list_was_read, unplug
from tests.engines import Engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_BUCKETS)


def ids(client: Client, query: str = "") -> list[int]:
    reply: dict[str, Any] = client.get(f"/api/buckets?{query}").json()
    assert reply["meta"]["total"] == len(reply["data"])
    return [row["id"] for row in reply["data"]]


def test_a_bucket_comes_field_for_field_as_the_remote_sent_it(client: Client) -> None:
    stored = bucket(7, name="华语曲库", unknown_field={"kept": [1, 2.50]})
    text = client.get("/api/buckets/7").content.decode()
    assert text == f'{{"data":{stored.payload}}}'
    row = json.loads(text)["data"]
    assert list(row)[:4] == ["id", "uid", "name", "type"]
    assert (row["name"], row["unknown_field"]) == ("华语曲库", {"kept": [1, 2.5]})
    assert client.get("/api/buckets").json()["data"] == [row]


def test_the_list_is_filtered_as_the_documents_say(client: Client) -> None:
    bucket(1, name="Ads", region="us-west-2")
    bucket(2, name="Music of the house", type="Live")
    bucket(3, name="华语曲库")
    assert ids(client) == [1, 2, 3]
    assert ids(client, "region=us-west-2") == [1]
    assert ids(client, "type=Live") == [2]
    assert ids(client, "search=house") == [2]
    assert ids(client, "search=曲") == [3]
    assert ids(client, "region=us-west-2&type=Live") == []


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "a' OR 1=1 --"])
def test_a_search_means_the_characters_it_has(client: Client, words: str) -> None:
    bucket(1, name="plain"), bucket(2, name=f"with {words} in it")
    reply = client.get("/api/buckets", {"search": words}).json()
    assert [row["id"] for row in reply["data"]] == [2]


def test_a_null_character_is_a_clear_refusal(client: Client) -> None:
    response = client.get("/api/buckets", {"search": "a\x00b"})
    assert response.status_code == 422
    assert "search" in response.json()["errors"]


def test_totals_are_exact_and_pages_meet_every_row_once(client: Client) -> None:
    for key in range(1, 24):
        bucket(key)
    met: list[int] = []
    for page in range(1, 9):
        reply = client.get(f"/api/buckets?per_page=3&page={page}").json()
        assert (reply["meta"]["total"], reply["meta"]["last_page"]) == (23, 8)
        met += [row["id"] for row in reply["data"]]
    assert met == list(range(1, 24))


def test_a_bucket_that_is_gone_is_left_out_and_not_asked_for_again(
    client: Client, settings: Settings
) -> None:
    unplug(settings)
    bucket(1), bucket(2)
    gone(BUCKETS, 1)
    assert ids(client) == [2]
    # Asking the remote would be a 502.
    assert client.get("/api/buckets/1").status_code == 404


@pytest.mark.parametrize("spelling", ["/api/buckets", "/api/buckets/"])
def test_both_spellings_answer_without_a_redirect(client: Client, spelling: str) -> None:
    bucket(1)
    reply = client.get(spelling)
    assert reply.status_code == 200
    assert reply.json()["links"]["first"] == "http://testserver/api/buckets?page=1"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense"])
def test_the_answer_is_json_whatever_a_client_accepts(client: Client, accept: str) -> None:
    list_was_read(BUCKETS)
    response = client.get("/api/buckets", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("key", ["abc", "-1", "1.5", "9" * 30, "²", "0x1", "%00"])
def test_what_is_no_id_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/api/buckets/{key}").status_code == 404


def test_an_unknown_bucket_is_asked_of_the_remote_once_and_kept(
    client: Client, engine: Engine
) -> None:
    fields = {"name": "made elsewhere", "type": "File", "region": "eu-west-1"}
    made = remote.console().create("buckets", fields).rows[0]
    response = client.get(f"/api/buckets/{made['id']}")
    assert response.status_code == 200
    assert response.json()["data"]["name"] == "made elsewhere"
    assert Bucket.objects.get(pk=made["id"]).name == "made elsewhere"


def test_what_the_remote_does_not_know_either_is_not_found(client: Client, engine: Engine) -> None:
    for _ in range(2):
        response = client.get("/api/buckets/987654321")
        assert response.status_code == 404
        assert response.json()["message"] == response.json()["error"]


def test_an_unknown_bucket_with_the_remote_down_is_a_502(
    client: Client, settings: Settings
) -> None:
    unplug(settings)
    response = client.get("/api/buckets/55")
    assert response.status_code == 502
    assert response.json()["message"] == "The remote could not be reached."
