"""How a search is answered: by the index where a term is rare, by the list where it is common."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buckets.models import AudioFile
from core.mirror.search import postgres as in_postgres
from core.mirror.search import sqlite as in_sqlite
from core.mirror.search.queries import search_rows
from core.mirror.triggers.sqlite import MAX_WAITING
from core.ui.lists import keyset
from core.ui.lists.keyset import Order
from scanning.models import ScannedFile
from tests.core.gateway.mirror_rows import bucket
from tests.core.mirror.search_helpers import ON_SQLITE, search_ids, terms_of, write_many

NEWEST = Order("pk", descending=True)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand rows: `common` in every tenth, `rare` in three, `old` in the first tenth."""
    monkeypatch.setattr(in_sqlite, "COMMON_FROM", 500)
    monkeypatch.setattr(in_postgres, "COMMON_FROM", 500)
    bucket(7)
    write_many(
        "lullaby"
        + (" common" if number % 10 == 0 else "")
        + (" rare" if number % 9000 == 5 else "")
        + (" old" if number < 2000 else "")
        for number in range(20_000)
    )
    if not ON_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE acr_audio_file")


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_rare_term_is_read_from_the_index() -> None:
    result = search_rows(AudioFile.objects.live().in_bucket(7), terms_of("rare"))
    assert not result.is_common
    assert result.by_index is not None
    plan = NEWEST.apply(result.by_index)[:101].explain()
    if ON_SQLITE:
        assert "VIRTUAL TABLE INDEX" in plan
        assert "SCAN acr_audio_file" not in plan
    else:
        assert "acr_audio_file_search" in plan
    assert [row.pk for row in keyset.read_page(result, NEWEST, None, 100).rows] == [
        19005,
        10005,
        1005,
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_page_of_a_common_term_is_met_by_walking_the_list_unsorted() -> None:
    result = search_rows(AudioFile.objects.live().in_bucket(7), terms_of("common"))
    assert result.is_common
    with CaptureQueriesContext(connection) as asked:
        window = keyset.read_page(result, NEWEST, None, 100)
    assert [row.pk for row in window.rows[:2]] == [20_990, 20_980]
    walk, page = (query["sql"] for query in asked.captured_queries)
    plan = explained(walk)
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert "acr_audio_file_live" in plan or "_pkey" in plan
    assert page.count("acr_audio_file_search") == 0
    assert window.following is not None
    after = keyset.read_page(result, NEWEST, window.following, 100)
    assert after.rows[0].pk == window.rows[-1].pk - 10


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_common_term_that_a_walk_does_not_meet_is_read_from_the_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyset, "MAX_WALKED_ROWS", 5_000)
    result = search_rows(AudioFile.objects.live().in_bucket(7), terms_of("old"))
    assert result.is_common
    with CaptureQueriesContext(connection) as asked:
        rows = keyset.read_page(result, NEWEST, None, 100).rows
    assert [row.pk for row in rows[:2]] == [2_999, 2_998]
    assert len(rows) == 100
    _, by_index = (query["sql"] for query in asked.captured_queries)
    assert "acr_audio_file_search" in by_index or "acr_grams" in by_index


@pytest.mark.django_db
@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL sorts what is as short as this")
def test_the_newest_of_all_containers_are_walked_unsorted() -> None:
    rows = Order("created_at", descending=True).apply(ScannedFile.objects.all())
    plan = rows[:100].explain()
    assert "acr_scanned_recent" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_term_that_is_common_elsewhere_is_rare_here() -> None:
    bucket(8)
    write_many(["one common file"], first=90_000, bucket_id=8)
    result = search_rows(AudioFile.objects.live().in_bucket(8), terms_of("common"))
    assert [row.pk for row in keyset.read_page(result, NEWEST, None, 100).rows] == [90_000]
    if ON_SQLITE:
        assert not result.is_common


@pytest.mark.django_db
@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL has a waiting list of its own")
def test_rows_enter_the_index_by_thousands_and_are_found_before_and_after() -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM acr_audio_file_waiting")
            return int(cursor.fetchone()[0])

    write_many(f"song {number:05d}" for number in range(MAX_WAITING - 1))
    assert waiting() == MAX_WAITING - 1
    assert search_ids("00017") == [1017]
    write_many((f"more {number:05d}" for number in range(600)), first=100_000)
    assert waiting() < 600
    assert search_ids("00017") == [1017, 100_017]
    write_many((f"last {number:05d}" for number in range(10)), first=200_000)
    AudioFile.objects.filter(pk=1017).update(title="renamed")  # one that has entered
    AudioFile.objects.filter(pk=200_005).update(title="renamed")  # one that still waits
    AudioFile.objects.filter(pk=100_017).delete()
    assert search_ids("00017") == []
    assert search_ids("renamed") == [1017, 200_005]
    assert search_ids("00005") == [1005, 100_005]
    assert search_ids("夜行") == []


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if ON_SQLITE else "EXPLAIN ") + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
