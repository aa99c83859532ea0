"""Every state of an upload has its way out: cancel, retry, dismiss, and the clock."""

import io
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from buckets.models import Bucket
from core.accounts.audit import Actor
from core.accounts.models import AuditEntry
from core.jobs import ledger
from core.jobs import tasks as job_tasks
from core.jobs.models import Job, JobState
from core.uploads import services, tasks, transitions
from core.uploads.models import Upload, UploadState
from core.uploads.receive import Intent, add_chunk, begin_upload
from core.uploads.spool import spool
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import new_upload, run_job
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor("somebody")
POST = {"method": "POST", "path": "/api/buckets/*/files"}
CONTENT = recording()


@pytest.fixture
def bucket(engine: Engine) -> Bucket:
    return new_bucket()


def anew(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def has_file(upload: Upload) -> bool:
    return bool(upload.spool_name) and upload.spool_name in dict(spool().names())


def receiving(bucket: Bucket) -> Upload:
    intent = Intent(target="bucket", target_id=str(bucket.pk), by=BY)
    upload = begin_upload(intent=intent, file_name="piece.wav", size=1000)
    add_chunk(upload=upload, offset=0, source=io.BytesIO(bytes(10)), length=10)
    return upload


def failed(bucket: Bucket, engine: Engine) -> Upload:
    upload = new_upload(bucket, CONTENT)
    with fault(engine, "status", status=422, **POST):
        run_job(upload)
    assert upload.state == UploadState.FAILED
    return upload


def test_an_upload_still_coming_in_can_be_cancelled(bucket: Bucket) -> None:
    upload = receiving(bucket)
    assert services.cancel(upload=upload, by=BY)
    assert anew(upload).state == UploadState.CANCELLED
    assert not has_file(upload)


def test_a_queued_upload_can_be_cancelled_and_is_never_sent(bucket: Bucket, engine: Engine) -> None:
    upload = new_upload(bucket, CONTENT)
    assert services.cancel(upload=upload, by=BY)
    assert not has_file(upload)
    run_job(upload)
    assert upload.state == UploadState.CANCELLED
    assert files_at_remote(engine, bucket) == []
    assert AuditEntry.objects.filter(act="cancel upload", actor_name="somebody").exists()


def test_an_upload_is_cancelled_in_the_middle_of_being_sent(
    bucket: Bucket, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks wait for the cancel to be seen, as they do on a slow line."""
    upload = new_upload(bucket, CONTENT * 40)
    blocks = spool().blocks(upload.spool_name)
    out, noticed = threading.Event(), threading.Event()

    def slowly(self: object, name: str) -> Any:
        first = next(blocks)
        yield first
        out.set()
        noticed.wait(10)
        yield from blocks

    monkeypatch.setattr("core.uploads.spool.Spool.blocks", slowly)
    worker = threading.Thread(target=job_tasks.run, args=(upload.job_id,))
    worker.start()
    assert out.wait(10)
    assert services.cancel(upload=anew(upload), by=BY)
    assert anew(upload).state == UploadState.SENDING
    threading.Event().wait(1.5)
    noticed.set()
    worker.join(20)
    assert anew(upload).state == UploadState.CANCELLED
    assert Job.objects.get(pk=upload.job_id or 0).state == JobState.CANCELLED
    assert files_at_remote(engine, bucket) == []
    assert not has_file(upload)


def test_a_cancel_that_came_before_the_file_went_out_is_heard(
    bucket: Bucket, engine: Engine
) -> None:
    upload = new_upload(bucket, CONTENT)
    jobs = Job.objects.filter(pk=upload.job_id or 0)
    jobs.update(cancel_requested=True)
    assert run_job(upload).state == JobState.CANCELLED
    assert upload.state == UploadState.CANCELLED
    assert files_at_remote(engine, bucket) == []


def test_a_sent_upload_can_not_be_cancelled(bucket: Bucket) -> None:
    upload = new_upload(bucket, CONTENT)
    run_job(upload)
    assert not services.cancel(upload=upload, by=BY)
    assert anew(upload).state == UploadState.SENT


def test_a_failed_upload_can_be_tried_again(bucket: Bucket, engine: Engine) -> None:
    upload = failed(bucket, engine)
    assert services.retry(upload=upload, by=BY)
    assert anew(upload).state == UploadState.WAITING
    run_job(upload)
    assert upload.state == UploadState.SENT
    assert len(files_at_remote(engine, bucket)) == 1


def test_a_failed_upload_can_be_tried_again_when_its_job_was_forgotten(
    bucket: Bucket, engine: Engine
) -> None:
    upload = failed(bucket, engine)
    Job.objects.all().delete()
    upload = anew(upload)
    assert upload.job_id is None
    assert services.retry(upload=upload, by=BY)
    run_job(anew(upload))
    assert anew(upload).state == UploadState.SENT


def test_only_failed_uploads_are_tried_again(bucket: Bucket) -> None:
    for upload in (receiving(bucket), new_upload(bucket, CONTENT)):
        assert not services.retry(upload=upload, by=BY)


def test_dismissing_a_failed_upload_takes_its_file_and_its_retry(
    bucket: Bucket, engine: Engine
) -> None:
    upload = failed(bucket, engine)
    assert services.dismiss(upload=upload)
    assert not has_file(upload)
    assert not services.retry(upload=anew(upload), by=BY)


def test_an_upload_under_way_can_not_be_dismissed(bucket: Bucket) -> None:
    for upload in (receiving(bucket), new_upload(bucket, CONTENT)):
        assert not services.dismiss(upload=upload)
        assert has_file(upload)


def long_ago(upload: Upload, age: timedelta) -> None:
    Upload.objects.filter(pk=upload.pk).update(touched_at=datetime.now(UTC) - age)


def test_an_upload_that_stopped_coming_expires_after_a_day(bucket: Bucket) -> None:
    abandoned, young = receiving(bucket), receiving(bucket)
    long_ago(abandoned, transitions.EXPIRES_AFTER + timedelta(minutes=1))
    tasks.tidy_uploads()
    assert anew(abandoned).state == UploadState.CANCELLED
    assert "day" in anew(abandoned).error
    assert not has_file(abandoned)
    assert anew(young).state == UploadState.RECEIVING
    assert has_file(young)


def test_a_failed_uploads_file_is_kept_for_a_week(bucket: Bucket, engine: Engine) -> None:
    upload = failed(bucket, engine)
    long_ago(upload, transitions.KEEP_FAILED_FILES_FOR - timedelta(minutes=1))
    tasks.tidy_uploads()
    assert has_file(upload)
    long_ago(upload, transitions.KEEP_FAILED_FILES_FOR + timedelta(minutes=1))
    tasks.tidy_uploads()
    assert not has_file(upload)
    assert anew(upload).state == UploadState.FAILED


def test_a_job_cancelled_on_its_own_page_cancels_the_upload(bucket: Bucket) -> None:
    upload = new_upload(bucket, CONTENT)
    ledger.request_cancel(upload.job_id or 0)
    tasks.tidy_uploads()
    assert anew(upload).state == UploadState.CANCELLED
    assert not has_file(upload)


def test_an_upload_whose_worker_died_each_time_is_failed(bucket: Bucket) -> None:
    upload = new_upload(bucket, CONTENT)
    jobs = Job.objects.filter(pk=upload.job_id or 0)
    jobs.update(state=JobState.FAILED, error="The worker died each time this was tried.")
    tasks.tidy_uploads()
    assert anew(upload).state == UploadState.FAILED
    assert "died" in anew(upload).error
    assert has_file(upload)


def test_a_spooled_file_without_an_upload_goes_after_a_while(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, stray = new_upload(bucket, CONTENT), spool().create()
    tasks.tidy_uploads()
    assert stray in dict(spool().names())
    monkeypatch.setattr(transitions, "STRAY_AFTER", timedelta(seconds=-5))
    tasks.tidy_uploads()
    assert stray not in dict(spool().names())
    assert has_file(upload)
