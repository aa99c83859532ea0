"""Sending recordings, scanning them again and deleting them."""

import io
import uuid

import pytest
from pytest_django import Settings

from core.accounts.audit import Actor
from core.accounts.models import AuditEntry
from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.mirror import remote
from core.mirror.batches import TooManyObjectsError
from core.mirror.remote import ReadOnlyError
from core.uploads.receive import Intent, receive_file, receive_reference
from core.uploads.targets import NoSuchTargetError
from scanning.models import Container, ScannedFile, ScanState
from scanning.services import files as services
from scanning.services.containers import delete_container
from scanning.upload_target import matches_upload
from tests.core.uploads.uploading import run_job
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.scanning.recordings import (
    ACTOR,
    await_scan,
    new_container,
    send_and_mirror,
    send_recording,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def container(engine: Engine) -> Container:
    return new_container()


def intent(container_id: object, **fields: object) -> Intent:
    given = {"data_type": "audio", **fields}
    return Intent(target="container", target_id=str(container_id), by=ACTOR, **given)  # type: ignore[arg-type]


def test_a_recording_goes_through_the_spool_into_the_container(
    engine: Engine, container: Container
) -> None:
    name = "早间新闻 “live” – 2026.wav"
    upload = receive_file(intent=intent(container.pk), file=io.BytesIO(recording()), file_name=name)
    run_job(upload)
    file = ScannedFile.objects.get()
    assert file.container_id == container.pk
    assert file.name == name
    assert upload.remote_id == str(file.pk)
    assert await_scan(engine, file, container)["state"] != ScanState.PROCESSING


def test_an_address_is_handed_on_to_the_remote(engine: Engine, container: Container) -> None:
    url = "https://audio.invalid/show.mp3?v=2"
    upload = receive_reference(
        intent=intent(container.pk, data_type="audio_url", fields={"url": url})
    )
    run_job(upload)
    file = ScannedFile.objects.get()
    assert (file.document["url"], file.name) == (url, "show.mp3")
    assert file.data_type == "audio_url"


WATCHED = "https://www.youtube.com/watch?v=d_xYl5hpiRs"


def test_a_platform_s_recording_keeps_the_title_it_has_there(
    engine: Engine, container: Container
) -> None:
    upload = receive_reference(
        intent=intent(container.pk, data_type="platforms", fields={"url": WATCHED})
    )
    assert (upload.title, str(upload)) == ("", "d_xYl5hpiRs")
    run_job(upload)
    assert ScannedFile.objects.get().name == WATCHED  # all that the engine knows of it


@pytest.mark.parametrize("there", [{}, {"url": None}])
def test_a_platform_s_recording_is_found_again_when_the_answer_got_lost(
    engine: Engine, container: Container, there: dict[str, object]
) -> None:
    first, second = (
        receive_reference(intent=intent(container.pk, data_type="platforms", fields={"url": url}))
        for url in (WATCHED, "https://youtu.be/another")
    )
    run_job(second)
    with fault(engine, "drop", when="after", method="POST", path="/api/fs-containers/*/files"):
        run_job(first)
    listed = remote.console().get(f"fs-containers/{container.pk}/files").rows
    assert len(listed) == 2
    [row] = [row | there for row in listed if str(row["id"]) != second.remote_id]
    assert matches_upload(first, row)
    assert not matches_upload(second, row)
    run_job(first)
    assert first.remote_id == row["id"]
    assert len(remote.console().get(f"fs-containers/{container.pk}/files").rows) == 2


@pytest.mark.parametrize("container_id", ["999999999", "x", "", "-1", "9" * 30])
def test_nothing_goes_into_a_container_that_is_not_there(engine: Engine, container_id: str) -> None:
    with pytest.raises(NoSuchTargetError):
        receive_file(intent=intent(container_id), file=io.BytesIO(b"x"), file_name="x.wav")


def test_files_are_scanned_again(engine: Engine, container: Container) -> None:
    files = [send_and_mirror(engine, container) for _ in range(2)]
    for file in files:
        await_scan(engine, file, container)
    ScannedFile.objects.update(state=ScanState.ERROR, row_hash="")
    ids = [file.pk for file in files]
    assert services.rescan_files(container=container, ids=ids, by=ACTOR) == 2
    # A scan of half a second may have ended before its file was fetched.
    states = set(ScannedFile.objects.values_list("state", flat=True))
    assert states <= {ScanState.PROCESSING, ScanState.NO_RESULT}
    entry = AuditEntry.objects.get(act="rescan files")
    assert entry.detail["files"] == [str(one) for one in ids]


def test_one_that_is_not_there_does_not_stop_the_others(
    engine: Engine, container: Container
) -> None:
    file = send_and_mirror(engine, container)
    ids = [uuid.uuid4(), file.pk]
    assert services.rescan_files(container=container, ids=ids, by=ACTOR) == 1
    assert services.rescan_files(container=container, ids=[uuid.uuid4()], by=ACTOR) == 0


def test_files_are_deleted(engine: Engine, container: Container) -> None:
    kept, *others = [send_and_mirror(engine, container) for _ in range(3)]
    deleted = services.delete_files(container=container, ids=[one.pk for one in others], by=ACTOR)
    assert deleted == 2
    assert ScannedFile.objects.live().get() == kept


def test_many_files_go_by_a_job_a_few_at_a_time(engine: Engine, container: Container) -> None:
    files = [send_and_mirror(engine, container) for _ in range(3)]
    job = services.request_delete(container=container, ids=[one.pk for one in files], by=ACTOR)
    tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 3, 3)
    assert not ScannedFile.objects.live().exists()


def test_the_job_s_trail_tells_from_where_it_was_asked_for(
    engine: Engine, container: Container
) -> None:
    file = send_and_mirror(engine, container)
    by = Actor("somebody", address="192.0.2.7")
    job = services.request_delete(container=container, ids=[file.pk], by=by)
    tasks.run(job.pk)
    entry = AuditEntry.objects.get(act="delete scanned files")
    assert (entry.actor_name, entry.address) == ("somebody", "192.0.2.7")


def test_what_the_remote_refuses_ends_the_job(engine: Engine, container: Container) -> None:
    file = send_and_mirror(engine, container)
    job = services.request_rescan(container=container, ids=[file.pk], by=ACTOR)
    with fault(engine, "status", status=422, message="Not now.", method="PUT", path="*/rescan"):
        tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "Not now.")


def test_two_different_picks_of_one_container_are_two_jobs(
    engine: Engine, container: Container
) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    first = services.request_rescan(container=container, ids=[one], by=ACTOR)
    again = services.request_rescan(container=container, ids=[one], by=ACTOR)
    second = services.request_rescan(container=container, ids=[other], by=ACTOR)
    assert first.pk == again.pk != second.pk


def test_a_job_for_a_container_that_is_gone_ends(engine: Engine, container: Container) -> None:
    job = services.request_rescan(container=container, ids=[uuid.uuid4()], by=ACTOR)
    delete_container(container=container, by=ACTOR)
    tasks.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED


def test_more_than_one_act_can_hold_is_refused(engine: Engine, container: Container) -> None:
    with pytest.raises(TooManyObjectsError, match="10,001 files"):
        services.request_rescan(container=container, ids=[uuid.uuid4()] * 10_001, by=ACTOR)


def test_a_read_only_portal_scans_and_deletes_nothing(
    engine: Engine, container: Container, settings: Settings
) -> None:
    key = send_recording(engine, container, recording())
    settings.ACRCLOUD_READ_ONLY = True
    for act in (services.rescan_files, services.delete_files, services.request_delete):
        with pytest.raises(ReadOnlyError):
            act(container=container, ids=[key], by=ACTOR)
