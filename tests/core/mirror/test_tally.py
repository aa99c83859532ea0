"""The tally of a long list is at any moment what counting its rows would say."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buckets.models import AudioFile
from buckets.resources import FILES
from core.mirror import tally
from core.mirror.resources import Scope
from tests.core.gateway.mirror_rows import audio_file, bucket, gone
from tests.core.mirror.search_helpers import write_many

STATES = st.sampled_from([-1, 0, 1])
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["write", "state", "gone", "back", "move", "delete"]),
        st.integers(1, 5),
        st.sampled_from([7, 8]),
        STATES,
    ),
    max_size=25,
)


def counted(bucket_id: int) -> tuple[dict[int, int], int]:
    live = AudioFile.objects.live().filter(bucket_id=bucket_id).order_by()
    by_state = live.values_list("state").annotate(n=Count("pk"))
    return dict(by_state), AudioFile.objects.gone().filter(bucket_id=bucket_id).count()


def kept(bucket_id: int) -> tuple[dict[int, int], int]:
    found = tally.tally_of_scope(AudioFile, bucket_id)
    return {state: n for state, n in found.live.items() if n}, found.gone


class AnyHistory(TestCase):
    @settings(deadline=None)
    @given(ACTS)
    def test_it_follows_every_change(self, acts: list[tuple[str, int, int, int]]) -> None:
        for act, key, bucket_id, state in acts:
            row = AudioFile.objects.filter(pk=key)
            if act == "write":
                audio_file(key, bucket_id, state=state)
            elif act == "state":
                row.update(state=state)
            elif act == "gone":
                row.update(gone_at=datetime.now(UTC))
            elif act == "back":
                row.update(gone_at=None)
            elif act == "move":
                row.update(bucket_id=bucket_id)
            else:
                row.delete()
            for one in (7, 8):
                assert kept(one) == counted(one)


@pytest.mark.django_db
def test_it_counts_by_state_and_with_what_is_gone() -> None:
    audio_file(1, 7, state=1), audio_file(2, 7, state=0), audio_file(3, 7, state=1)
    gone(FILES, 3, scope=Scope("7"))
    found = tally.tally_of_scope(AudioFile, 7)
    assert (found.count(), found.count([1]), found.count([1, -1], gone=True)) == (2, 1, 2)
    assert tally.tally_of_scope(AudioFile, 8)[:2] == ({}, 0)
    assert tally.tally_of_table(AudioFile).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["title", "row_hash"])
def test_it_moves_with_what_is_searched_or_shown_and_with_nothing_else(column: str) -> None:
    audio_file(1, 7, title="one")
    before = tally.tally_of_scope(AudioFile, 7).changes
    AudioFile.objects.update(fetched_at=datetime.now(UTC))
    assert tally.tally_of_scope(AudioFile, 7).changes == before
    AudioFile.objects.update(**{column: "two"})
    assert tally.tally_of_scope(AudioFile, 7).changes > before


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_list_neither_wait_nor_miscount() -> None:
    bucket(7)
    inside, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                write_many(["slow"] * 500, first=10_000)
                inside.set()
                if connection.vendor == "postgresql":
                    assert done.wait(20)
        finally:
            inside.set()
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert inside.wait(20)
    write_many(["quick"] * 500, first=20_000)
    done.set()
    writer.join(20)
    assert kept(7) == counted(7) == ({1: 1000}, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM acr_audio_file_tally")
        assert cursor.fetchone()[0] < 1000
