"""Search by parts of a text: what is found is what reading every row would find."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buckets.models import AudioFile
from buckets.resources import FILES
from mirror import adapt, beside, checks, schema, tally
from mirror.beside.sqlite import MOST_WAITING
from mirror.resources import Scope
from mirror.search import Wanted, find, finding
from mirror.search import postgres as in_postgres
from mirror.search import sqlite as in_sqlite
from scanning.models import ScannedFile
from tests.accounts.mirrored import audio_file, bucket, container, gone, scanned_file
from ui.lists import Found, keyset
from ui.lists.keyset import Order

ON_SQLITE = connection.vendor == "sqlite"
TITLES = [
    "Night Train to Łódź",
    "night bus",
    "春风路口",
    "夜行",
    "100% _pure_ \\ back/slash",
    'O\'Brien & "Sons" <live>',
    "a" * 255,
    "DJ",
    "",
    "🎵🎶 emoji 🎧",
]
TEXTS = st.text(st.sampled_from("abAB \"'\\%_*()^-夜行春é"), max_size=12)


def wanted(text: str) -> Wanted:
    return Wanted(tuple(text.split()), ["title", "audio_id"], ["id"], ["acr_id"])


def found(text: str, bucket_id: int | None = 7) -> list[int]:
    """The ids that the index finds, which must be those that reading every row finds."""
    rows = AudioFile.objects.live()
    result = find(rows if bucket_id is None else rows.in_bucket(bucket_id), wanted(text))
    read = sorted(result.rows.values_list("pk", flat=True))
    if result.by_index is not None:
        assert sorted(result.by_index.values_list("pk", flat=True)) == read
    return read


def write_many(texts: Iterable[str], *, first: int = 1000, bucket_id: int = 7) -> None:
    """Rows straight into the table, past the mirror's store."""
    now = adapt.time(datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO acr_audio_file (payload, row_hash, fetched_at, gone_at, secrets, id,"
            " bucket_id, acr_id, title, state, duration, audio_id, created_at, updated_at)"
            " VALUES ('{}', '', %s, NULL, '', %s, %s, '', %s, 1, NULL, '', NULL, NULL)",
            [(now, first + at, bucket_id, text) for at, text in enumerate(texts)],
        )


@pytest.fixture
def files() -> None:
    bucket(7), bucket(8)
    for number, title in enumerate(TITLES, 1):
        audio_file(number, 7, title=title, audio_id=f"own-{number}" if number % 2 else "")


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("night", [1, 2]),
        ("NIGHT", [1, 2]),
        ("train night", [1]),
        ("春风", [3]),
        ("路口", [3]),
        ("夜", [4]),
        ("行", [4]),
        ("%", [5]),
        ("_", [5]),
        ("\\", [5]),
        ("100%", [5]),
        ("O'Brien", [6]),
        ('"Sons"', [6]),
        ("a" * 100, [7]),
        ("dj", [8]),
        ("🎵🎶", [10]),
        ("own-3", [3]),
        ("-3", [3]),
        ("wn-", [1, 3, 5, 7, 9]),
        ("2", [2]),
        (f"{1:032x}", [1]),
        (f"{1:032X}"[:-1], list(range(1, 11))),
        ("nothing at all", []),
        (" ".join(f"{one}{other}" for one in "abcdefgh" for other in "ijklmnop"), []),
        ("in ai t -1 own 1 gh Tr ra n", [1]),
        ("鲸歌", []),
        ('" OR 1', []),
    ],
)
def test_a_part_of_a_text_is_found(text: str, ids: list[int]) -> None:
    assert found(text) == ids


class AnyText(TestCase):
    @settings(deadline=None)
    @given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
    def test_the_index_finds_what_reading_every_row_finds(
        self, titles: list[str], text: str
    ) -> None:
        write_many(titles)
        if text.split():
            found(text)
            for title in titles:
                found(title[1:4] or "a")


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_the_index_follows_every_change() -> None:
    audio_file(1, 7, title="Morning Ferry")
    assert (found("train"), found("ferry")) == ([], [1])
    audio_file(1, 8, title="Morning Ferry")  # into another bucket
    assert (found("ferry"), found("ferry", 8), found("ferry", None)) == ([], [1], [1])
    gone(FILES, 2, scope=Scope("7"))
    assert found("night") == []
    assert list(find(AudioFile.objects.gone(), wanted("night")).rows) == [
        AudioFile.objects.get(pk=2)
    ]
    AudioFile.objects.filter(pk=3).delete()
    assert found("春风") == []


@pytest.mark.django_db
@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL has a waiting list of its own")
def test_rows_enter_the_index_by_thousands_and_are_found_before_and_after() -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM acr_audio_file_waiting")
            return int(cursor.fetchone()[0])

    write_many(f"song {number:05d}" for number in range(MOST_WAITING - 1))
    assert waiting() == MOST_WAITING - 1
    assert found("00017") == [1017]
    write_many((f"more {number:05d}" for number in range(600)), first=100_000)
    assert waiting() < 600
    assert found("00017") == [1017, 100_017]
    write_many((f"last {number:05d}" for number in range(10)), first=200_000)
    AudioFile.objects.filter(pk=1017).update(title="renamed")  # one that has entered
    AudioFile.objects.filter(pk=200_005).update(title="renamed")  # one that still waits
    AudioFile.objects.filter(pk=100_017).delete()
    assert found("00017") == []
    assert found("renamed") == [1017, 200_005]
    assert found("00005") == [1005, 100_005]
    assert found("夜行") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_a_row_that_is_written_again_as_it_was_does_not_touch_the_index() -> None:
    with connection.cursor() as cursor:
        # Emptied, so that whatever enters is seen.
        cursor.execute("DELETE FROM acr_audio_file_waiting" if ON_SQLITE else "SELECT 1")
        before = tally.of(AudioFile, 7)
        AudioFile.objects.update(fetched_at=datetime.now(UTC), row_hash="another")
        assert tally.of(AudioFile, 7) == before
        if ON_SQLITE:
            cursor.execute("SELECT count(*) FROM acr_audio_file_waiting")
            assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_scanned_files_are_found_by_name_and_source() -> None:
    container(3), container(4)
    first, second = UUID(int=1), UUID(int=2)
    scanned_file(first, 3, name="夜行列车.mp3", uri="https://radio.example/a")
    scanned_file(second, 4, name="Evening show", uri="audio:Evening show")

    def names(text: str, **only: int) -> set[UUID]:
        rows = ScannedFile.objects.filter(**only)
        result = find(rows, Wanted(tuple(text.split()), ["name", "uri"]))
        assert result.by_index is not None
        assert set(result.by_index) == set(result.rows)
        return set(result.rows.values_list("pk", flat=True))

    assert names("夜行") == {first}
    assert names("radio.example") == {first}
    assert names("evening") == {second}
    assert names("evening", container_id=3) == set()
    ScannedFile.objects.filter(pk=second).update(name="Morning show")
    ScannedFile.objects.filter(pk=first).delete()
    assert (names("morning"), names("列车")) == ({second}, set())


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand rows: `common` in every tenth, `rare` in three, `old` in the first tenth."""
    monkeypatch.setattr(in_sqlite, "MANY", 500)
    monkeypatch.setattr(in_postgres, "MANY", 500)
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


NEWEST = Order("pk", descending=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_rare_term_is_read_from_the_index() -> None:
    result = find(AudioFile.objects.live().in_bucket(7), wanted("rare"))
    assert not result.is_common
    assert result.by_index is not None
    plan = NEWEST.apply(result.by_index)[:101].explain()
    if ON_SQLITE:
        assert "VIRTUAL TABLE INDEX" in plan
        assert "SCAN acr_audio_file" not in plan
    else:
        assert "acr_audio_file_search" in plan
    assert [row.pk for row in keyset.read(result, NEWEST, None, 100).rows] == [19005, 10005, 1005]


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_page_of_a_common_term_is_met_by_walking_the_list_unsorted() -> None:
    result = find(AudioFile.objects.live().in_bucket(7), wanted("common"))
    assert result.is_common
    with CaptureQueriesContext(connection) as asked:
        window = keyset.read(result, NEWEST, None, 100)
    assert [row.pk for row in window.rows[:2]] == [20_990, 20_980]
    walk, page = (query["sql"] for query in asked.captured_queries)
    plan = explained(walk)
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert "acr_audio_file_live" in plan or "_pkey" in plan
    assert page.count("acr_audio_file_search") == 0
    assert window.following is not None
    after = keyset.read(result, NEWEST, window.following, 100)
    assert after.rows[0].pk == window.rows[-1].pk - 10


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_a_common_term_that_a_walk_does_not_meet_is_read_from_the_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyset, "LONGEST_WALK", 5_000)
    result = find(AudioFile.objects.live().in_bucket(7), wanted("old"))
    assert result.is_common
    with CaptureQueriesContext(connection) as asked:
        rows = keyset.read(result, NEWEST, None, 100).rows
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
    result = find(AudioFile.objects.live().in_bucket(8), wanted("common"))
    assert [row.pk for row in keyset.read(result, NEWEST, None, 100).rows] == [90_000]
    if ON_SQLITE:
        assert not result.is_common


@pytest.mark.django_db
@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL needs nothing for its index")
def test_without_trigrams_every_row_is_read_and_a_check_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beside.sqlite, "has_trigrams", lambda: False)
    monkeypatch.setattr(finding, "has_search", beside.has_search)
    # What another SQLite left would fail each write: it goes, and comes back.
    ids = [message.id for message in checks.mirror_tables_match(databases=["default"])]
    assert ids == ["mirror.W002", "mirror.W002", "mirror.W003"]
    schema.bring_up_to_date()
    ids = [message.id for message in checks.mirror_tables_match(databases=["default"])]
    assert ids == ["mirror.W003"]
    bucket(7)
    audio_file(1, 7, title="Night bus")
    result = find(AudioFile.objects.in_bucket(7), wanted("night"))
    assert result == Found(result.rows)
    assert [row.pk for row in result.rows] == [1]
    monkeypatch.undo()
    schema.bring_up_to_date()
    assert found("night") == [1]


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if ON_SQLITE else "EXPLAIN ") + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
