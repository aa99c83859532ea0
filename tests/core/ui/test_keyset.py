"""Keyset pagination: each row once, in order, in both directions."""

import pytest
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buckets.models import AudioFile
from core.ui.lists.keyset import Cursor, Order, read_page
from core.ui.lists.search_result import SearchResult
from tests.core.gateway.mirror_rows import audio_file, bucket


def walk(rows: QuerySet[AudioFile], order: Order, size: int) -> list[list[int]]:
    """The ids of each page, from the first to the last."""
    pages, cursor = [], None
    while True:
        window = read_page(SearchResult(rows), order, cursor, size)
        pages.append([row.pk for row in window.rows])
        if window.following is None:
            return pages
        cursor = Cursor.decode(window.following.encode())


def walk_back(rows: QuerySet[AudioFile], order: Order, size: int) -> list[list[int]]:
    """The ids of each page, from the last to the first, coming from the end."""
    cursor = None
    while (window := read_page(SearchResult(rows), order, cursor, size)).following is not None:
        cursor = window.following
    pages = [[row.pk for row in window.rows]]
    while window.previous is not None:
        window = read_page(SearchResult(rows), order, Cursor.decode(window.previous.encode()), size)
        pages.append([row.pk for row in window.rows])
    return pages


def some_files(lengths: list[float | None]) -> QuerySet[AudioFile]:
    bucket(1)
    template = audio_file(1, 1)
    AudioFile.objects.all().delete()
    for number, length in enumerate(lengths, start=1):
        template.pk, template.duration = number, length
        template.save(force_insert=True)
    return AudioFile.objects.all()


class PagingTests(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        lengths=st.lists(st.sampled_from([None, 1.5, 2.0, 3.25]), max_size=9),
        size=st.integers(1, 4),
        descending=st.booleans(),
    )
    def test_every_row_comes_once_and_in_the_databases_order(
        self, lengths: list[float | None], size: int, descending: bool
    ) -> None:
        rows = some_files(lengths)
        for field in ("duration", "pk"):
            order = Order(field, descending)
            wanted = [row.pk for row in order.apply(rows)]
            pages = walk(rows, order, size)
            assert [pk for page in pages for pk in page] == wanted
            assert [pk for page in reversed(walk_back(rows, order, size)) for pk in page] == wanted


@pytest.mark.django_db
def test_a_page_that_was_read_backwards_knows_both_neighbours() -> None:
    rows = some_files([None] * 6)
    order = Order("pk", descending=False)
    second = read_page(
        SearchResult(rows), order, read_page(SearchResult(rows), order, None, 2).following, 2
    )
    assert [row.pk for row in second.rows] == [3, 4]
    third = read_page(SearchResult(rows), order, second.following, 2)
    back = read_page(SearchResult(rows), order, third.previous, 2)
    assert [row.pk for row in back.rows] == [3, 4]
    assert back.previous is not None
    assert back.following is not None


@pytest.mark.parametrize("text", ["", "x", "%%%", "WzFd", "eyJhIjoxfQ", "WzAsMSwiMSJd", "é"])
def test_an_invalid_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.decode(text)


@pytest.mark.django_db
def test_a_cursor_of_another_list_is_refused() -> None:
    rows = some_files([1.5])
    with pytest.raises(ValueError, match="another list"):
        read_page(
            SearchResult(rows),
            Order("pk", descending=False),
            Cursor("a title", "a title", False),
            10,
        )
