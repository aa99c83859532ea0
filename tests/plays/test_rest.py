"""Plays and matches for other services: filtered, in pages by keys, or line by line."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from django.test import Client

from core.accounts.scopes import TokenScope
from plays.models import Match, Play
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry

pytestmark = pytest.mark.django_db

FIRST, SECOND = UUID(int=1), UUID(int=2)
HELLO: dict[str, Any] = {"label": "XL", "external_ids": {"isrc": "GBBKS1500214"}}


@pytest.fixture
def client() -> Client:
    bucket(7)
    container(8)
    container(9)
    music = [entry(100 * at, 50, f"Piece {at}") for at in range(5)]
    scanned_file(FIRST, 8, results={"music": music})
    found = [entry(5, 60, score=80, **HELLO), entry(5, 60, "Alternate", score=70)]
    scanned_file(SECOND, 9, results={"music": found})
    return service_with(TokenScope.READ_SCANNING)


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/portal/{path}")
    assert response.status_code == status, response.content
    return response.json()


def test_a_play_says_what_where_and_when(client: Client) -> None:
    [play] = get(client, "plays?container=9")["data"]
    stored = Play.objects.get(container=9)
    assert play["recording"] == str(SECOND)
    assert (play["title"], play["isrc"], play["label"]) == ("Hello", "GBBKS1500214", "XL")
    assert (play["begin"], play["end"], play["played"], play["alternates"]) == (5, 65, 60, 1)
    assert (play["score"], play["segment_score"], play["match_score"]) == (80, 80, None)
    assert play["piece"] == str(stored.piece)
    assert play["heard_at"] == stored.heard_at.isoformat().replace("+00:00", "Z") or play[
        "heard_at"
    ].startswith(stored.heard_at.isoformat()[:19])


@pytest.mark.parametrize("count", [1, 2, 4, 6, 7])
def test_pages_have_each_play_once(client: Client, count: int) -> None:
    seen: list[tuple[str, int]] = []
    after = ""
    while True:
        page = get(client, f"plays?count={count}&after={after}")
        seen += [(play["recording"], play["number"]) for play in page["data"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=hello", 1),
        ("q=piece", 5),
        (f"recording={FIRST}", 5),
        ("isrc=gb-bks-15-00214", 1),
        ("section=custom_files", 0),
        ("min_score=81", 5),
        ("label=XL", 1),
        ("container=8&container=9", 6),
        ("to=2000-01-01", 0),
    ],
)
def test_they_are_filtered(client: Client, query: str, count: int) -> None:
    assert len(get(client, f"plays?{query}")["data"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "isrc=none", "section=weather", "container=x", "from=yesterday", "min_score=high",
        "count=0", "count=1001", "after=x", "as=xml", "recording=1", "piece=x",
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(client: Client, query: str) -> None:
    problem = get(client, f"plays?{query}", status=422)
    assert query.partition("=")[0] in problem["errors"]


def test_a_cursor_of_another_list_is_refused(client: Client) -> None:
    other = get(client, "matches?count=1")["next"]
    get(client, f"plays?after={other}", status=422)


def test_all_of_them_come_line_by_line(client: Client) -> None:
    response = client.get("/api/portal/plays?as=ndjson&container=8")
    assert response["Content-Type"] == "application/x-ndjson"
    lines = b"".join(response.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [orjson.loads(line)["title"] for line in lines] == [
        f"Piece {at}" for at in reversed(range(5))
    ]


def test_matches_are_listed_with_those_behind(client: Client) -> None:
    matches = get(client, f"matches?recording={SECOND}")["data"]
    assert {(match["title"], match["play"], match["place"]) for match in matches} == {
        ("Hello", 1, 0),
        ("Alternate", 1, 1),
    }
    piece = next(match["piece"] for match in matches if match["title"] == "Alternate")
    [alternate] = get(client, f"matches?piece={piece}")["data"]
    assert alternate["recording"] == str(SECOND)
    assert alternate["id"] == Match.objects.get(title="Alternate").pk


@pytest.mark.parametrize("path", ["plays", "matches", "recordings"])
def test_a_token_needs_the_scope(path: str) -> None:
    assert service_with(TokenScope.READ_BUCKETS).get(f"/api/portal/{path}").status_code == 403
    assert Client().get(f"/api/portal/{path}").status_code == 401
