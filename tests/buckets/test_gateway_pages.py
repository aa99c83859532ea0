"""Pages of a long list: nothing is counted, and `next` reads on from the last row shown."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.resources import FILES
from core.accounts.scopes import TokenScope
from core.mirror.resources import Scope as ListScope
from core.mirror.search import postgres, sqlite
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import audio_file, bucket, gone

pytestmark = pytest.mark.django_db
COUNT = 11


@pytest.fixture
def client() -> Client:
    bucket(8), bucket(9)
    for number in range(1, COUNT + 1):
        audio_file(
            number,
            8,
            title=f"song {number}" if number % 2 else f"tune {number}",
            state=number % 3 - 1,
            created_at=None if number == 5 else f"2020-01-{12 - number // 2:02d}T00:00:00.000000Z",
        )
    audio_file(100, 9, title="song of another bucket")
    return service_with(TokenScope.READ_BUCKETS)


def page(client: Client, number: int, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(
        f"/api/buckets/8/files?per_page=3&page={number}&{query}"
    ).json()
    return found


def asked_of_files(client: Client, number: int, query: str = "") -> list[str]:
    """The statements about files that a page takes."""
    with CaptureQueriesContext(connection) as asked:
        page(client, number, query)
    return [one["sql"] for one in asked.captured_queries if '"acr_audio_file"' in one["sql"]]


@pytest.mark.parametrize("sort", ["id", "state", "created_at"])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("narrowed", ["", "state=1", "search=song"])
@pytest.mark.parametrize("cold", [True, False])
def test_all_pages_together_are_the_list(
    client: Client, sort: str, order: str, narrowed: str, cold: bool
) -> None:
    query = f"sort={sort}&order={order}&{narrowed}"
    whole = client.get(f"/api/buckets/8/files?per_page=100&{query}").json()["data"]
    listed: list[Any] = []
    number = 1
    while number:
        if cold:
            cache.clear()
        reply = page(client, number, query)
        listed += reply["data"]
        assert reply["meta"]["total"] == len(whole)
        number = number + 1 if reply["links"]["next"] else 0
    assert listed == whole
    assert len(whole) == {"": 11, "state=1": 4, "search=song": 6}[narrowed]


def test_a_page_and_the_next_take_one_statement_that_counts_and_skips_nothing(
    client: Client,
) -> None:
    for number in (1, 2, 3):
        (statement,) = asked_of_files(client, number)
        assert "COUNT" not in statement
        assert "OFFSET" not in statement


def test_a_jump_skips_keys_alone_from_the_nearer_end(client: Client) -> None:
    keys, rows = asked_of_files(client, 3)
    assert "DESC LIMIT 3 OFFSET 2" in keys  # seven to nine of eleven, backwards
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {keys}")
            (plan,) = (row[-1] for row in cursor.fetchall())
        assert "COVERING INDEX acr_audio_file_live" in plan
    assert "OFFSET" not in rows
    (statement,) = asked_of_files(client, 4)
    assert "OFFSET" not in statement


def test_who_follows_next_misses_nothing_when_a_row_before_goes(client: Client) -> None:
    assert [row["id"] for row in page(client, 1)["data"]] == [1, 2, 3]
    gone(FILES, 1, scope=ListScope("8"))
    second = page(client, 2)
    assert [row["id"] for row in second["data"]] == [4, 5, 6]
    assert second["meta"]["total"] == COUNT - 1
    assert [row["id"] for row in page(client, 1)["data"]] == [2, 3, 4]


def test_the_count_of_a_common_term_is_kept_until_something_moves(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in (sqlite, postgres):
        monkeypatch.setattr(index, "COMMON_FROM", -1)

    def counts(number: int) -> bool:
        return any("COUNT(*)" in sql for sql in asked_of_files(client, number, "search=song"))

    assert counts(1)
    assert not counts(2)
    audio_file(2, 8, title="a song as well")
    assert counts(1)
    assert page(client, 1, "search=song")["meta"]["total"] == 7
    audio_file(100, 9, title="no more")
    assert not counts(1)
