"""A hot pass follows what is being processed: often at first, ever more rarely after that."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from buckets.models import AudioFile
from core.clients.console import Console
from core.jobs.models import Job
from core.mirror import clock, due_passes, services
from core.mirror.models import Mode
from core.mirror.passes import hot
from core.mirror.resources import get_resource
from tests.core.gateway import mirror_rows
from tests.core.mirror.conftest import Faults, FullPass, new_bucket, new_file, run_now
from tests.engines import Engine
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moving(engine: Engine, account: Console, full_pass: FullPass, faults: Faults) -> AudioFile:
    """A file that has long been ready, and that the mirror saw while it was in work."""
    bucket = new_bucket(account, "recordings")
    path = f"buckets/{bucket}/files"
    key = new_file(engine, bucket, "piece")
    eventually(lambda: account.get(f"{path}/{key}").rows[0]["state"] != 0, within=60)
    faults("fields", path=f"/api/{path}", set={"data.0.state": 0}, count=1)
    full_pass("buckets")
    full_pass("files")
    return AudioFile.objects.processing().get(pk=key)


def test_it_asks_by_id_for_what_is_moving(moving: AudioFile) -> None:
    followed = run_now(services.request_hot_pass(resource="files"))
    assert (followed.mode, followed.requests, followed.changed) == (Mode.HOT, 1, 1)
    moving.refresh_from_db()
    assert moving.state != 0
    assert not hot.due_keys(get_resource("files"))


def test_what_went_away_meanwhile_is_gone(moving: AudioFile, account: Console) -> None:
    account.delete(f"buckets/{moving.bucket_id}/files/{moving.pk}")
    assert run_now(services.request_hot_pass(resource="files")).gone == 1
    moving.refresh_from_db()
    assert moving.is_gone


def test_the_tick_asks_for_it_and_forgets_the_job_when_it_is_done(moving: AudioFile) -> None:
    due_passes.enqueue_due_passes()
    job = Job.objects.unfinished().get(kind=services.HOT)
    run_now(job)
    assert not Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    ("age", "least", "most"),
    [(timedelta(seconds=30), 12, 12), (timedelta(minutes=30), 0, 1), (timedelta(days=2), 0, 1)],
)
def test_an_older_row_is_asked_for_more_rarely(
    settings: Settings, age: timedelta, least: int, most: int
) -> None:
    settings.SYNC_HOT_EVERY_SECONDS = 5
    mirror_rows.bucket(7)
    mirror_rows.audio_file(70, 7, state=0)
    now = clock.now()
    AudioFile.objects.update(fetched_at=now - age)
    ticks = [now + timedelta(seconds=at) for at in range(-30, 30, 5)]
    asked = sum(1 for tick in ticks if hot.due_keys(get_resource("files"), tick))
    assert least <= asked <= most
    day = [now + timedelta(seconds=at) for at in range(0, 1200, 5)]
    assert any(hot.due_keys(get_resource("files"), tick) for tick in day), "it is never given up"


def test_old_rows_are_asked_for_together_and_each_as_often_as_alone(settings: Settings) -> None:
    settings.SYNC_HOT_EVERY_SECONDS = 5
    mirror_rows.bucket(7)
    for key in range(1, 65):
        mirror_rows.audio_file(key, 7, state=0)
    now = clock.now()
    AudioFile.objects.update(fetched_at=now - timedelta(days=2))
    ticks = [
        hot.due_keys(get_resource("files"), now + timedelta(seconds=at)).get("7", [])
        for at in range(0, 64 * 5, 5)
    ]
    assert sum(1 for keys in ticks if keys) <= 64 // hot.SHARED_TICKS
    assert sorted(key for keys in ticks for key in keys) == list(range(1, 65)), "each once"


def test_a_row_of_the_last_minute_never_waits_for_others(settings: Settings) -> None:
    settings.SYNC_HOT_EVERY_SECONDS = 1
    mirror_rows.bucket(7)
    mirror_rows.audio_file(70, 7, state=0)
    now = clock.now()
    AudioFile.objects.update(fetched_at=now - timedelta(seconds=50))
    ticks = [now + timedelta(seconds=at) for at in range(8)]
    assert all(hot.due_keys(get_resource("files"), tick) for tick in ticks)
