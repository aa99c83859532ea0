"""`GET /api/fs-containers/:id/files…` out of the mirror, with results where they are asked for."""

from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from core.accounts.scopes import TokenScope
from core.mirror.resources import Scope as ListScope
from scanning.resources import SCANNED_FILES
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import container, gone, scanned_file, unplug

pytestmark = pytest.mark.django_db

FIRST = UUID("00000000-0000-4000-8000-000000000001")
SECOND = UUID("00000000-0000-4000-8000-000000000002")
OTHER = UUID("00000000-0000-4000-8000-000000000003")
RESULTS = {
    "music": [
        {"offset": 1, "played_duration": 9.5, "type": "traverse", "result": {"title": "晚风"}}
    ]
}


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_SCANNING)


@pytest.fixture(autouse=True)
def account() -> None:
    container(5), container(6)
    scanned_file(
        FIRST, 5, name="morning show", results=RESULTS, created_at="2020-01-01T00:00:00.000000Z"
    )
    scanned_file(
        SECOND, 5, name="evening", uri="audio:late.mp3", state=-1,
        created_at="2020-01-02T00:00:00.000000Z",
    )  # fmt: skip
    scanned_file(OTHER, 6, name="morning of another container")


def ids(client: Client, query: str = "") -> list[str]:
    return [row["id"] for row in client.get(f"/api/fs-containers/5/files?{query}").json()["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [SECOND, FIRST]),
        ("search=morning", [FIRST]),
        ("search=late.mp3", [SECOND]),
        ("state=-1", [SECOND]),
        ("state=1", [FIRST]),
        ("state=0", []),
    ],
)
def test_the_list_is_filtered(client: Client, query: str, found: list[UUID]) -> None:
    assert ids(client, query) == [str(key) for key in found]


def test_results_are_in_lists_only_when_asked_for(client: Client) -> None:
    for query in ("", "with_result=0"):
        rows = client.get(f"/api/fs-containers/5/files?{query}").json()["data"]
        assert not any(row.get("results") for row in rows)
    rows = client.get("/api/fs-containers/5/files?with_result=1").json()["data"]
    assert [row["results"] for row in rows] == [None, RESULTS]


def test_a_page_with_results_is_a_short_one(client: Client) -> None:
    for number in range(60):
        scanned_file(UUID(int=number + 1), 6)
    files = "/api/fs-containers/6/files?per_page=1000"
    first = client.get(f"{files}&with_result=1").json()
    assert (len(first["data"]), first["meta"]["per_page"], first["meta"]["last_page"]) == (
        50, "50", 2,
    )  # fmt: skip
    second = client.get(f"{files}&with_result=1&page=2").json()["data"]
    assert len({row["id"] for row in first["data"] + second}) == 61
    assert len(client.get(files).json()["data"]) == 61


def test_files_by_id_are_an_array_with_results(client: Client) -> None:
    reply = client.get(f"/api/fs-containers/5/files/{FIRST}").json()
    assert [(row["id"], row["results"]) for row in reply["data"]] == [(str(FIRST), RESULTS)]
    reply = client.get(f"/api/fs-containers/5/files/{SECOND},{FIRST},{OTHER}").json()
    assert [row["id"] for row in reply["data"]] == [str(SECOND), str(FIRST)]


@pytest.mark.parametrize("wanted", [str(OTHER), "no-uuid", "1", f"{OTHER},no-uuid"])
def test_none_found_is_not_found(client: Client, settings: Settings, wanted: str) -> None:
    unplug(settings)
    assert client.get(f"/api/fs-containers/5/files/{wanted}").status_code == 404


def test_a_file_that_is_gone_is_left_out(client: Client) -> None:
    gone(SCANNED_FILES, FIRST, scope=ListScope("5"))
    assert ids(client) == [str(SECOND)]
    assert client.get(f"/api/fs-containers/5/files/{FIRST}").status_code == 404


def test_a_state_that_is_no_number_is_named(client: Client) -> None:
    response = client.get("/api/fs-containers/5/files?state=done")
    assert (response.status_code, list(response.json()["errors"])) == (422, ["state"])
