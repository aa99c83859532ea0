"""`GET /api/buckets/:id/files…` out of the mirror, in the Console API's format."""

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.resources import FILES
from core.accounts.scopes import TokenScope
from core.mirror.resources import Scope as ListScope
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import audio_file, bucket, gone, unplug

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_BUCKETS)


@pytest.fixture(autouse=True)
def account() -> None:
    bucket(8), bucket(9)
    audio_file(1, 8, title="Tidewater", state=1, created_at="2020-01-03T00:00:00.000000Z")
    audio_file(2, 8, title="晚风", state=0, created_at="2020-01-02T00:00:00.000000Z")
    audio_file(3, 8, title="tide and time", state=-1, created_at="2020-01-01T00:00:00.000000Z")
    audio_file(4, 9, title="Tidewater of another bucket")


def ids(client: Client, query: str = "", bucket_id: int = 8) -> list[int]:
    reply = client.get(f"/api/buckets/{bucket_id}/files?{query}").json()
    assert reply["meta"]["total"] == len(reply["data"])
    return [row["id"] for row in reply["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("order=desc", [3, 2, 1]),
        ("sort=id&order=desc", [3, 2, 1]),
        ("sort=state", [3, 2, 1]),
        ("sort=state&order=desc", [1, 2, 3]),
        ("sort=created_at", [3, 2, 1]),
        ("search=tide", [1, 3]),
        ("keyword=tide", [1, 3]),
        ("search=晚", [2]),
        ("state=0", [2]),
        ("state=-1", [3]),
        ("state=1&search=tide", [1]),
        ("state=7", []),
    ],
)
def test_the_list_is_filtered_and_sorted(client: Client, query: str, found: list[int]) -> None:
    assert ids(client, query) == found


@pytest.mark.parametrize("wrong", ["sort=title", "order=up", "state=ready"])
def test_a_parameter_that_can_not_be_is_named(client: Client, wrong: str) -> None:
    response = client.get(f"/api/buckets/8/files?{wrong}")
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [wrong.partition("=")[0]]


def test_files_are_shown_by_id_or_acr_id_as_an_array_in_the_order_asked(client: Client) -> None:
    acr_id = f"{1:032x}"
    reply = client.get(f"/api/buckets/8/files/3,{acr_id.upper()},1,2").json()
    assert [row["id"] for row in reply["data"]] == [3, 1, 2]
    assert list(reply) == ["data"]
    assert client.get("/api/buckets/8/files/2").json()["data"][0]["title"] == "晚风"


def test_unknown_ones_among_known_ones_are_left_out(client: Client) -> None:
    reply = client.get("/api/buckets/8/files/1,777,4").json()
    assert [row["id"] for row in reply["data"]] == [1]


@pytest.mark.parametrize("wanted", ["4", f"{4:032x}", "777,778", "zzz", ",", "9" * 40])
def test_none_found_is_not_found(client: Client, settings: Settings, wanted: str) -> None:
    # 4 is in the other bucket: the remote isn't asked, which would be a 502.
    unplug(settings)
    assert client.get(f"/api/buckets/8/files/{wanted}").status_code == 404


def test_a_file_that_is_gone_is_left_out(client: Client) -> None:
    gone(FILES, 2, scope=ListScope("8"))
    assert ids(client) == [1, 3]
    assert client.get("/api/buckets/8/files/2").status_code == 404


def test_files_of_an_unknown_bucket_are_not_found(client: Client) -> None:
    assert client.get("/api/buckets/777/files").status_code == 404
    assert client.get("/api/buckets/777/files/1").status_code == 404
