"""A full pass of a list that comes by id compares page by page, in flat memory."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from buckets.models import AudioFile
from buckets.resources import FILES
from core.clients.console import Console
from core.mirror.models import MissingRow, PassState, SeenRow
from core.mirror.resources import register
from tests.core.mirror.conftest import Faults, FullPass, new_bucket, new_file
from tests.engines import Engine
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _small_pages(settings: Settings) -> None:
    settings.SYNC_PAGE_SIZE = 3


@pytest.fixture
def bucket(account: Console, full_pass: FullPass) -> int:
    made = new_bucket(account, "ordered")
    full_pass("buckets")
    return made


def processing() -> bool:
    return AudioFile.objects.processing().exists()


@pytest.mark.usefixtures("_small_pages")
def test_what_is_missing_from_any_page_is_gone(
    engine: Engine, account: Console, bucket: int, full_pass: FullPass
) -> None:
    made = [new_file(engine, bucket, f"file {at}") for at in range(9)]
    full_pass("files")
    for lost in ([3, 4], [8], [0], [2, 6]):
        for at in lost:
            account.delete(f"buckets/{bucket}/files/{made[at]}")
        done = full_pass("files")
        assert (done.state, done.gone) == (PassState.DONE, len(lost))
    live = set(AudioFile.objects.live().values_list("pk", flat=True))
    assert live == {made[at] for at in (1, 5, 7)}
    assert not MissingRow.objects.exists()
    assert not SeenRow.objects.exists()


def test_a_change_is_found_among_pages_that_are_compared_at_once(
    engine: Engine, account: Console, bucket: int, full_pass: FullPass, settings: Settings
) -> None:
    settings.SYNC_PAGE_SIZE = 2
    made = [new_file(engine, bucket, f"file {at}") for at in range(14)]
    eventually(lambda: full_pass("files").changed == 0 and not processing())
    for at in (0, 2, 9, 13):
        title = f"renamed {at}"
        account.change(f"buckets/{bucket}/files/{made[at]}", {"title": title})
        done = full_pass("files")
        assert (done.seen, done.new, done.changed, done.gone) == (len(made), 0, 1, 0)
        assert AudioFile.objects.get(pk=made[at]).title == title
    account.delete(f"buckets/{bucket}/files/{made[3]},{made[12]}")
    done = full_pass("files")
    assert (done.seen, done.changed, done.gone) == (len(made) - 2, 0, 2)


@pytest.mark.usefixtures("_small_pages")
def test_a_row_that_only_slipped_off_its_page_is_confirmed_and_stays(
    engine: Engine, bucket: int, full_pass: FullPass, faults: Faults
) -> None:
    made = [new_file(engine, bucket, f"file {at}") for at in range(5)]
    full_pass("files")
    faults("shift", path=f"/api/buckets/{bucket}/files", count=1)
    done = full_pass("files")
    assert done.gone == 0
    assert AudioFile.objects.live().count() == len(made)


def test_a_list_that_breaks_its_order_is_read_as_an_unordered_one(
    engine: Engine, account: Console, bucket: int, full_pass: FullPass
) -> None:
    made = [new_file(engine, bucket, f"file {at}") for at in range(3)]
    full_pass("files")
    account.delete(f"buckets/{bucket}/files/{made[1]}")
    register(replace(FILES, path="buckets/{scope}/files?order=desc&sort=id&"))
    try:
        done = full_pass("files")
    finally:
        register(FILES)
    assert (done.state, done.gone) == (PassState.DONE, 1)
    assert set(AudioFile.objects.live().values_list("pk", flat=True)) == {made[0], made[2]}
