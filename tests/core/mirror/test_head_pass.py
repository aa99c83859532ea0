"""A head pass finds what is new for one request a list that has moved."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from buckets.models import AudioFile, Bucket
from core.clients.console import Console
from core.jobs import tasks
from core.jobs.models import Job
from core.mirror import due_passes, services
from core.mirror.models import MirrorPass, Mode
from tests.core.mirror.conftest import FullPass, KilledError, at_page, new_bucket, new_file, run_now
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


def head_passes() -> list[tuple[str, int, int]]:
    heads = MirrorPass.objects.filter(mode=Mode.HEAD, resource="files").order_by("scope")
    return list(heads.values_list("scope", "new", "requests"))


def test_new_files_cost_one_request_for_each_bucket_that_moved(
    engine: Engine, account: Console, full_pass: FullPass, settings: Settings
) -> None:
    """However many pages a bucket has."""
    settings.SYNC_PAGE_SIZE = 2
    moved, still = new_bucket(account, "moved"), new_bucket(account, "still")
    for bucket in (moved, moved, moved, still):
        new_file(engine, bucket, "old")
    full_pass("buckets")
    full_pass("files")
    new = new_file(engine, moved, "new")
    run_now(services.request_head_pass(resource="buckets"))
    run_now(services.request_head_pass(resource="files"))
    assert head_passes() == [(str(moved), 1, 1)]
    assert AudioFile.objects.get(pk=new).title == "new"


def test_a_head_pass_marks_nothing_as_gone(account: Console, full_pass: FullPass) -> None:
    lost = new_bucket(account, "lost")
    full_pass("buckets")
    account.delete(f"buckets/{lost}")
    run_now(services.request_head_pass(resource="buckets"))
    assert not Bucket.objects.get(pk=lost).is_gone


def test_a_bucket_made_since_the_last_full_pass_has_its_files_read(
    engine: Engine, account: Console, full_pass: FullPass
) -> None:
    full_pass("buckets")
    full_pass("files")
    bucket = new_bucket(account, "later")
    made = {new_file(engine, bucket, f"file {at}") for at in range(3)}
    run_now(services.request_head_pass(resource="buckets"))
    run_now(services.request_head_pass(resource="files"))
    assert set(AudioFile.objects.values_list("pk", flat=True)) == made


@pytest.mark.parametrize("page", [2, 3])
def test_what_lies_below_the_pages_of_a_pass_that_died_is_found_by_the_next(
    engine: Engine, account: Console, full_pass: FullPass, settings: Settings, page: int
) -> None:
    settings.SYNC_PAGE_SIZE = 2
    bucket = new_bucket(account, "moved")
    full_pass("buckets")
    old = new_file(engine, bucket, "old")
    full_pass("files")
    new = {new_file(engine, bucket, f"new {at}") for at in range(7)}
    run_now(services.request_head_pass(resource="buckets"))

    def die() -> None:
        raise KilledError

    job = services.request_head_pass(resource="files")
    with at_page(page, die), suppress(KilledError):
        tasks.run(job.pk)
    assert AudioFile.objects.count() == 1 + 2 * (page - 1)
    # One more at the front: the next pass's first page is half new, half what that pass brought.
    new.add(new_file(engine, bucket, "newest"))
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    tasks.run(job.pk)
    assert set(AudioFile.objects.values_list("pk", flat=True)) == new | {old}


def test_a_list_that_went_away_is_asked_for_once(
    engine: Engine, account: Console, full_pass: FullPass
) -> None:
    lost = new_bucket(account, "lost")
    full_pass("buckets")
    account.delete(f"buckets/{lost}")
    for _ in range(3):
        run_now(services.request_head_pass(resource="files"))
    assert MirrorPass.objects.filter(mode=Mode.HEAD, resource="files").count() == 1


def test_the_tick_asks_for_what_is_due_and_for_nothing_else(
    engine: Engine, account: Console, full_pass: FullPass
) -> None:
    due_passes.enqueue_due_passes()
    kinds = set(Job.objects.unfinished().values_list("kind", "args__resource"))
    assert kinds == {(services.FULL, root) for root in ("buckets", "projects", "containers")}, (
        "lists with a parent wait for its first pass"
    )
    new_bucket(account, "there from the start")
    for resource in ("buckets", "files", "projects", "containers", "scanned-files"):
        full_pass(resource)
    due_passes.enqueue_due_passes()
    assert not Job.objects.unfinished().exists()
    new_bucket(account, "moves the list")
    run_now(services.request_head_pass(resource="buckets"))
    due_passes.enqueue_due_passes()
    due = list(Job.objects.unfinished().values_list("kind", "args__resource"))
    assert due == [(services.HEAD, "files")]
