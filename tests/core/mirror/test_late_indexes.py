"""A first pass leaves some indexes out and builds them at its end, whatever happens to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal_settings
from django.core.checks import run_checks
from django.db import connection
from django.db.models import Count, F
from pytest_django import Settings

from buckets.models import AudioFile, Bucket
from buckets.resources import FILES
from core.clients.console import Console, FetchedPage
from core.jobs import tasks
from core.jobs.models import Job
from core.mirror import services, tally
from core.mirror.passes.reading import Reading
from core.mirror.schema import late_indexes
from core.mirror.schema.drift import DifferenceKind, differences
from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms
from core.mirror.verify import find_discrepancies
from tests.core.mirror.conftest import Faults, FullPass, at_page, run_now
from tests.engines import ROOT, Engine
from tests.isolation import clean_environment

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, FILES_AT_REMOTE = 20, 150
LATE = {"acr_audio_file_title", "acr_audio_file_acr_id", "acr_audio_file_duration"}


@pytest.fixture
def bucket(
    engine: Engine,
    account: Console,
    full_pass: FullPass,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[int]:
    """One with many files, which no pass has read."""
    size = ["--buckets", "1", "--files", str(FILES_AT_REMOTE)]
    subprocess.run(
        [sys.executable, "-m", "engine", "generate", "--seed", "7", *size],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(engine.data_dir), ENGINE_TOKEN=engine.token),
        check=True,
        capture_output=True,
    )
    settings.SYNC_PAGE_SIZE = PAGE
    monkeypatch.setattr(late_indexes, "MIN_ROWS", FILES_AT_REMOTE)
    full_pass("buckets")
    yield Bucket.objects.holding_files().get(num__gt=0).pk
    late_indexes.LateIndexes(FILES).build()


def missing() -> set[str]:
    assert all(one.kind is DifferenceKind.NO_INDEX for one in differences())
    return {one.name for one in differences()}


def findings() -> set[str | None]:
    return {message.id for message in run_checks(databases=["default"], tags=["database"])}


def counted(bucket: int) -> dict[int, int]:
    rows = AudioFile.objects.live().filter(bucket_id=bucket).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def test_only_indexes_that_rows_enter_all_over_are_late() -> None:
    assert set(late_indexes.late_indexes(FILES)) == LATE


def test_what_is_read_during_a_first_pass_is_right(bucket: int, full_pass: FullPass) -> None:
    met: list[set[str]] = []

    def look() -> None:
        met.append(missing())
        assert findings() == {"mirror.I001"}
        title = AudioFile.objects.exclude(title="").latest("pk").title
        rows = search_rows(AudioFile.objects.in_bucket(bucket), SearchTerms((title,), ["title"]))
        assert rows.by_index is not None
        assert title in rows.by_index.values_list("title", flat=True)
        assert tally.tally_of_scope(AudioFile, bucket).live == counted(bucket)

    with after_page(3, look):
        assert full_pass("files").new == FILES_AT_REMOTE
    assert met == [LATE]
    assert missing() == findings() == set()


def test_a_table_that_has_rows_keeps_its_indexes(bucket: int, full_pass: FullPass) -> None:
    full_pass("files")
    AudioFile.objects.filter(pk__gt=AudioFile.objects.earliest("pk").pk).delete()
    met: list[set[str]] = []
    with after_page(2, lambda: met.append(missing())):
        assert full_pass("files").new == FILES_AT_REMOTE - 1
    assert met == [set()]


def test_a_short_list_is_read_with_its_indexes(
    bucket: int, full_pass: FullPass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_indexes, "MIN_ROWS", FILES_AT_REMOTE + 1)
    met: list[set[str]] = []
    with after_page(2, lambda: met.append(missing())):
        full_pass("files")
    assert met == [set()]


def test_a_long_list_gets_them_before_building_would_take_long(
    bucket: int, full_pass: FullPass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_indexes, "MAX_ROWS", 3 * PAGE - 1)
    met: list[set[str]] = []
    with after_page(2, lambda: met.append(missing())), after_page(3, lambda: met.append(missing())):
        assert full_pass("files").new == FILES_AT_REMOTE
    assert met == [LATE, set()]


def test_a_pass_that_fails_builds_them(bucket: int, full_pass: FullPass, faults: Faults) -> None:
    path = f"/api/buckets/{bucket}/files"
    with at_page(5, lambda: faults("status", path=path, status=500)):
        done = full_pass("files")
    assert done.error
    assert 0 < done.new < FILES_AT_REMOTE
    assert missing() == set()


KILLS = [
    ("before", "DROP INDEX", 1),
    ("after", "DROP INDEX", 2),
    ("before", 'INSERT INTO "acr_audio_file"', 1),
    ("after", 'INSERT INTO "acr_audio_file"', 4),
    ("before", "CREATE INDEX", 1),
    ("after", "CREATE INDEX", 1),
    ("before", "CREATE INDEX", 3),
]


@pytest.mark.parametrize(("when", "statement", "nth"), KILLS)
def test_a_killed_pass_is_resumed(bucket: int, when: str, statement: str, nth: int) -> None:
    job = services.request_full_pass(resource="files")
    kill_pass(job, when, statement, nth)
    assert missing() <= LATE
    assert findings() == ({"mirror.I001"} if missing() else set())
    take_over(job)
    assert job.state == "done", job.error
    assert_whole(bucket)


def test_a_pass_that_dies_for_good_leaves_a_warning_and_a_way_out(bucket: int) -> None:
    job = services.request_full_pass(resource="files")
    kill_pass(job, "before", "CREATE INDEX", 2)
    Job.objects.filter(pk=job.pk).update(attempts=F("max_attempts"))
    take_over(job)
    assert job.state == "failed"
    assert (len(missing()), findings()) == (2, {"mirror.W002"})
    run_now(services.request_full_pass(resource="files"))
    assert_whole(bucket)


@contextmanager
def after_page(number: int, act: Callable[[], None]) -> Iterator[None]:
    """Have something happen in the pass's own thread when it has stored its n-th page."""
    advance = Reading.advance

    def advance_and_act(reading: Reading, page: FetchedPage, **values: Any) -> None:
        advance(reading, page, **values)
        if page.number == number:
            act()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reading, "advance", advance_and_act)
        yield


def kill_pass(job: Job, when: str, statement: str, nth: int) -> None:
    """Have a process of its own run the job and die at a statement, by SIGKILL."""
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ.get("TEST_DATABASE_URL", ""))
    environment = clean_environment(
        DJANGO_SETTINGS_MODULE="portal.settings",
        DATABASE_URL=url._replace(path=f"/{name}").geturl() if url.scheme else f"sqlite:///{name}",
        DATA_DIR=str(portal_settings.DATA_DIR),
        SECRET_KEY=portal_settings.SECRET_KEY,
        ENGINE_PORT=str(portal_settings.ENGINE_PORT),
        ENGINE_TOKEN=portal_settings.ACRCLOUD_TOKEN,
        ACRCLOUD_RATE_LIMIT="0",
        SYNC_PAGE_SIZE=str(PAGE),
    )
    command = [sys.executable, "-m", "tests.core.mirror.killed_pass"]
    died = subprocess.run(
        [*command, str(job.pk), when, statement, str(nth)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr


def take_over(job: Job) -> None:
    """Run the job as the worker does that finds its lease run out."""
    Job.objects.filter(pk=job.pk).update(lease_until=datetime.now(UTC) - timedelta(minutes=1))
    tasks.run(job.pk)
    job.refresh_from_db()


def assert_whole(bucket: int) -> None:
    assert missing() == findings() == set()
    assert AudioFile.objects.live().count() == FILES_AT_REMOTE
    assert tally.tally_of_scope(AudioFile, bucket).live == counted(bucket)
    assert not list(find_discrepancies())
