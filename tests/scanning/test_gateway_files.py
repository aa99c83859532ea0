"""`GET /api/fs-containers/:id/files…` out of the mirror, with results where they are asked for."""

import json
from uuid import UUID

import pytest
from django.http import StreamingHttpResponse
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


def test_a_client_that_never_pages_gets_all_results(client: Client) -> None:
    for number in range(60):
        scanned_file(UUID(int=number + 1), 6, results=RESULTS)
    path = "/api/fs-containers/6/files?with_result=1&per_page=10000000"
    response: object = client.get(path)
    assert isinstance(response, StreamingHttpResponse)
    reply = json.loads(response.getvalue())
    assert len({row["id"] for row in reply["data"]}) == 61
    assert [row["results"] for row in reply["data"]].count(RESULTS) == 60
    assert reply["meta"] == {
        "current_page": 1, "from": 1, "last_page": 1,
        "path": "http://testserver/api/fs-containers/6/files",
        "per_page": "10000000", "to": 61, "total": 61,
    }  # fmt: skip


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


def test_results_are_a_field_of_every_file_where_the_remote_has_it(client: Client) -> None:
    """Between what was detected and the times, as the remote lists them."""
    files = "/api/fs-containers/5/files"
    listed = client.get(files).json()["data"]
    assert [row["results"] for row in listed] == [None, None]
    fields = [list(row) for row in [*listed, *client.get(f"{files}?with_result=1").json()["data"]]]
    at = fields[0].index("results")
    assert fields[0][at - 1 : at + 2] == ["music_detected", "results", "created_at"]
    assert all(names == fields[0] for names in fields)


def test_results_of_the_scan_before_are_not_shown_while_it_is_scanned_again(
    client: Client,
) -> None:
    scanned_file(FIRST, 5, name="morning show", state=0)
    (shown,) = client.get(f"/api/fs-containers/5/files/{FIRST}").json()["data"]
    assert (shown["state"], shown["results"]) == (0, None)
