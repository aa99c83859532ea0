"""The first page, the tray of what runs, and the search across everything."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from core.jobs import heartbeats
from core.jobs.models import Job, JobState, Queue
from core.mirror.models import QuarantinedRow
from scanning.models import CallbackAddress, Delivery, DeliveryState
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, container, project, scanned_file

pytestmark = pytest.mark.django_db
RECORDING = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")


@pytest.fixture
def viewer() -> Client:
    return signed_in(person())


def failed_job() -> Job:
    return Job.objects.create(
        kind="k", title="t", queue=Queue.BULK, key="k", state=JobState.FAILED,
        finished_at=timezone.now(),
    )  # fmt: skip


def test_an_empty_mirror_shows_the_first_steps(viewer: Client) -> None:
    html = viewer.get("/").content.decode()
    for step in ("See your mirror", "Put a piece into a bucket", "Make a container", "Scan a rec"):
        assert step in html
    assert html.count(", to do</span>") == 4


def test_the_first_steps_are_ticked_and_can_be_closed(viewer: Client) -> None:
    bucket(7)
    container(8)
    assert viewer.get("/").content.decode().count(", done</span>") == 2
    viewer.post("/guide/close/")
    assert "See your mirror" not in viewer.get("/").content.decode()


def test_the_page_counts_what_is_mirrored(viewer: Client) -> None:
    bucket(7)
    for number in range(3):
        audio_file(number + 1, 7)
    html = viewer.get("/").content.decode()
    assert "<b>3</b>" in html


def test_the_page_asks_the_database_the_same_however_much_is_mirrored(viewer: Client) -> None:
    counts = []
    for number in (1, 2, 3):
        for key in range(number * 10, number * 10 + number):
            bucket(key)
            container(key)
            for place in range(number):
                audio_file(key * 10 + place, key, state=-1)
                scanned_file(UUID(int=key * 10 + place), key, state=-3)
        viewer.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert viewer.get("/").status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 26


def test_what_needs_attention_links_to_the_page_for_it(viewer: Client) -> None:
    for name in ("fast", "bulk", "scheduler"):
        heartbeats.write_beat(name)
    assert "Nothing: every list is read" in viewer.get("/").content.decode()
    bucket(7, name="Radio")
    audio_file(1, 7, state=-1)
    container(8, name="Evening")
    scanned_file(RECORDING, 8, state=-3)
    failed_job()
    QuarantinedRow.objects.create(resource="files", identity="77", payload="{}", error="x")
    html = viewer.get("/").content.decode()
    assert "1 audio file in error in Radio" in html
    assert 'href="/buckets/7/?state=-1"' in html
    assert "1 recording not scanned in Evening" in html
    assert 'href="/jobs/?state=failed"' in html
    assert "1 object could not be read" in html


def test_more_files_than_the_engine_is_made_for_are_reported(
    viewer: Client, settings: Settings
) -> None:
    bucket(7, num=9_999)
    bucket(8, num=1)
    bucket(9, num=50_000, type="Live")
    said = "10,001 audio files in the embedded engine"
    assert "in the embedded engine" not in viewer.get("/").content.decode()
    bucket(8, num=2)
    assert said in viewer.get("/").content.decode()
    settings.REMOTE_IS_ENGINE = False
    assert said not in viewer.get("/").content.decode()


def test_a_callback_that_was_not_applied_is_counted_and_linked(viewer: Client) -> None:
    address = CallbackAddress.objects.create(token_hash="x")
    for state in (DeliveryState.FAILED, DeliveryState.APPLIED):
        Delivery.objects.create(address=address, body_hash="x", state=state)
    assert (
        'href="/callbacks/?state=failed&amp;state=quarantined"' in viewer.get("/").content.decode()
    )
    counted = viewer.get("/running/").content.decode()
    assert 'innerHTML:#count-scanning-callbacks">1<' in counted
    assert 'id="count-scanning-callbacks"' in viewer.get("/").content.decode()


def test_a_silent_worker_is_named(viewer: Client) -> None:
    heartbeats.write_beat("fast")
    assert "No heartbeat from bulk and scheduler" in viewer.get("/").content.decode()


def test_the_tray_shows_what_runs_and_counts_what_needs_attention(viewer: Client) -> None:
    Job.objects.create(
        kind="k", title="Mirror all", queue=Queue.BULK, key="a", state=JobState.RUNNING
    )
    failed_job()
    response = viewer.get("/running/")
    html = response.content.decode()
    assert "Mirror all" in html
    assert 'innerHTML:#running-count">1<' in html
    assert 'innerHTML:#count-jobs-list">1<' in html
    same = viewer.get("/running/", headers={"If-None-Match": response["ETag"]})
    assert same.status_code == 304


@pytest.fixture
def everything() -> None:
    bucket(7, name="夜 Radio")
    audio_file(1, 7, title="月夜行")
    project(3, name="夜 project")
    container(8, name="夜 container")
    scanned_file(RECORDING, 8, name="夜.mp3")


@pytest.mark.usefixtures("everything")
def test_a_search_finds_each_kind_of_thing(viewer: Client) -> None:
    html = viewer.get("/search/?q=夜").content.decode()
    addresses = ["/buckets/7/", "/buckets/7/files/1/", "/projects/3/", "/scanning/8/"]
    for address in [*addresses, f"/scanning/8/files/{RECORDING}/"]:
        assert f'href="{address}"' in html


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=zzz", "?q=" + "x" * 5000])
def test_a_search_for_nothing_finds_nothing(viewer: Client, query: str) -> None:
    response = viewer.get(f"/search/{query}")
    assert response.status_code == 200
    assert "data-row" not in response.content.decode()
