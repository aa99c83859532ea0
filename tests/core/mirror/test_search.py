"""Search by parts of a text: what is found is what reading every row would find."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buckets.models import AudioFile
from buckets.resources import FILES
from core.mirror import checks, triggers
from core.mirror.resources import Scope
from core.mirror.schema.build import bring_up_to_date
from core.mirror.search import queries
from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms
from core.ui.lists import SearchResult
from scanning.models import ScannedFile
from tests.core.gateway.mirror_rows import audio_file, bucket, container, gone, scanned_file
from tests.core.mirror.search_helpers import ON_SQLITE, search_ids, terms_of, write_many

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
    assert search_ids(text) == ids


class AnyText(TestCase):
    @settings(deadline=None)
    @given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
    def test_the_index_finds_what_reading_every_row_finds(
        self, titles: list[str], text: str
    ) -> None:
        write_many(titles)
        if text.split():
            search_ids(text)
            for title in titles:
                search_ids(title[1:4] or "a")


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_the_index_follows_every_change() -> None:
    audio_file(1, 7, title="Morning Ferry")
    assert (search_ids("train"), search_ids("ferry")) == ([], [1])
    audio_file(1, 8, title="Morning Ferry")  # into another bucket
    assert (search_ids("ferry"), search_ids("ferry", 8), search_ids("ferry", None)) == (
        [],
        [1],
        [1],
    )
    gone(FILES, 2, scope=Scope("7"))
    assert search_ids("night") == []
    assert list(search_rows(AudioFile.objects.gone(), terms_of("night")).rows) == [
        AudioFile.objects.get(pk=2)
    ]
    AudioFile.objects.filter(pk=3).delete()
    assert search_ids("春风") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_a_row_that_is_written_again_as_it_was_does_not_touch_the_index() -> None:
    with connection.cursor() as cursor:
        # Emptied, so that whatever enters is seen.
        cursor.execute("DELETE FROM acr_audio_file_waiting" if ON_SQLITE else "SELECT 1")
        AudioFile.objects.update(fetched_at=datetime.now(UTC), row_hash="another")
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
        result = search_rows(rows, SearchTerms(tuple(text.split()), ["name", "uri"]))
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


@pytest.mark.django_db
@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL needs nothing for its index")
def test_without_trigrams_every_row_is_read_and_a_check_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(triggers.sqlite, "has_trigrams", lambda: False)
    monkeypatch.setattr(queries, "has_search", triggers.has_search)
    # What another SQLite left would fail each write: it goes, and comes back.
    ids = [message.id for message in checks.mirror_tables_match(databases=["default"])]
    assert ids == ["mirror.W002", "mirror.W002", "mirror.W002", "mirror.W003"]
    bring_up_to_date()
    ids = [message.id for message in checks.mirror_tables_match(databases=["default"])]
    assert ids == ["mirror.W003"]
    bucket(7)
    audio_file(1, 7, title="Night bus")
    result = search_rows(AudioFile.objects.in_bucket(7), terms_of("night"))
    assert result == SearchResult(result.rows)
    assert [row.pk for row in result.rows] == [1]
    monkeypatch.undo()
    bring_up_to_date()
    assert search_ids("night") == [1]
