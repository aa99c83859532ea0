"""How little the gateway asks of the database: its speed stands on it, and its honesty must not."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.models import AudioFile
from buckets.resources import FILES
from core.accounts.scopes import TokenScope
from core.mirror.resources import Scope
from scanning.models import ScannedFile
from scanning.resources import SCANNED_FILES
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import MOMENT, bucket, container, gone, mirror

pytestmark = pytest.mark.django_db

FILE_PATH = "/api/buckets/8/files"
SCANNED_PATH = "/api/fs-containers/9/files"
COUNT = 30


@pytest.fixture
def client() -> Client:
    """It has asked before, so that its use is noted and its queries are compiled."""
    client = service_with(TokenScope.READ_BUCKETS, TokenScope.READ_SCANNING)
    for path in (FILE_PATH, f"{FILE_PATH}/3", SCANNED_PATH):
        client.get(path)
    return client


@pytest.fixture(autouse=True)
def account() -> None:
    bucket(8)
    container(9)
    mirror(FILES, *(a_file(number) for number in range(1, COUNT + 1)), scope=Scope("8"))
    mirror(SCANNED_FILES, *(a_scan(number) for number in range(1, COUNT + 1)), scope=Scope("9"))
    gone(FILES, 5, scope=Scope("8"))


def a_file(number: int) -> dict[str, Any]:
    return {
        "id": number, "uid": 1, "bucket_id": 8, "acr_id": f"{number:032x}", "state": number % 2,
        "title": "a song", "user_defined": {"created_at": 1}, "duration": 79, "audio_id": "",
        "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip


def a_scan(number: int) -> dict[str, Any]:
    return {
        "id": f"c7331194-ccbe-4c3f-8e82-{number:012x}", "uid": 1, "cid": 9,
        "name": f"show {number}", "uri": "", "data_type": "audio", "engine": 1, "state": 1,
        "duration": 3600, "total": 1,
        "created_at": f"2026-01-01T00:00:{number:02}.000000Z", "updated_at": MOMENT,
    }  # fmt: skip


def asked(client: Client, path: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return len(queries), answer.json()


@pytest.mark.parametrize("query", ["", "?page=1&per_page=10", "?state=1", "?sort=created_at"])
def test_a_page_is_three_queries_and_the_token_is_one_of_them(client: Client, query: str) -> None:
    for path in (FILE_PATH, SCANNED_PATH):
        client.get(path + query)
        count, reply = asked(client, path + query)
        assert (count, len(reply["data"]) > 0) == (3, True)


def test_a_file_is_two_queries(client: Client) -> None:
    count, reply = asked(client, f"{FILE_PATH}/3")
    assert (count, reply["data"][0]["id"]) == (2, 3)


@pytest.mark.parametrize("sort", ["id", "state", "created_at"])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("state", ["", "&state=1"])
def test_pages_that_follow_meet_each_row_once_in_order(
    client: Client, sort: str, order: str, state: str
) -> None:
    rows = AudioFile.objects.live().in_bucket(8).order_by(sort, "id")
    if state:
        rows = rows.filter(state=1)
    expected = [row.pk for row in (rows if order == "asc" else rows.reverse())]
    query = f"?per_page=7&sort={sort}&order={order}{state}"
    met: list[int] = []
    for page in range(1, -(-len(expected) // 7) + 1):
        reply = client.get(f"{FILE_PATH}{query}&page={page}").json()
        met += [row["id"] for row in reply["data"]]
        assert reply["meta"]["total"] == len(expected)
    assert met == expected


def test_scanned_files_without_a_date_are_met_as_well(client: Client) -> None:
    ScannedFile.objects.filter(name__in=["show 4", "show 20"]).update(created_at=None)
    expected = [str(row.pk) for row in ScannedFile.objects.order_by("-created_at", "-id")]
    met = [
        row["id"]
        for page in range(1, 11)
        for row in client.get(f"{SCANNED_PATH}?per_page=3&page={page}").json()["data"]
    ]
    assert met == expected


def test_a_list_without_results_says_so_where_the_remote_does(client: Client) -> None:
    row = client.get(SCANNED_PATH).json()["data"][0]
    assert list(row)[-3:] == ["results", "created_at", "updated_at"]
    assert row["results"] is None


def test_a_file_of_a_bucket_that_is_gone_or_another_is_not_found(client: Client) -> None:
    bucket(10)
    assert client.get("/api/buckets/10/files/3").status_code != 200
    assert client.get(f"{FILE_PATH}/5").status_code == 404
