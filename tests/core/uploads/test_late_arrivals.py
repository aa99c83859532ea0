"""Requests that take effect after their sender has given up or died: one file stays."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from buckets.models import AudioFile, Bucket
from core.accounts.models import AuditEntry
from core.clients import console
from core.jobs import ledger, tasks
from core.jobs.models import Job, JobState
from core.jobs.running import LeaseLostError, RunningJob
from core.uploads import sending
from core.uploads.models import Upload, UploadState
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import mirrored_row, new_upload, run_job
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

POST = {"method": "POST", "path": "/api/buckets/*/files"}
HOUR = timedelta(hours=1)


def interrupted_upload(bucket: Bucket, may_land_until: datetime) -> Upload:
    """As `kill -9` leaves it when all of the file is on its way."""
    upload = new_upload(bucket, recording())
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.SENDING,
        listed_before={"newest": 0},
        sendings=1,
        may_land_until=may_land_until,
    )
    return upload


def sent_twice(engine: Engine, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Upload:
    """The first request is given up, and takes effect after the second one."""
    upload = new_upload(bucket, recording())
    with fault(engine, "hold", count=1, **POST):
        with monkeypatch.context() as patch:
            patch.setattr(console, "UPLOAD_TIMEOUT", 0.3)
            assert run_job(upload).state == JobState.QUEUED
        assert files_at_remote(engine, bucket) == []
        assert run_job(upload).state == JobState.DONE
    eventually(lambda: len(files_at_remote(engine, bucket)) == 2)
    eventually(lambda: all(row["state"] for row in files_at_remote(engine, bucket)))
    return upload


def look_for_copies(upload: Upload) -> Job:
    job = Job.objects.get(kind="uploads.watch_copies", args={"upload": upload.pk})
    Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    tasks.run(job.pk)
    job.refresh_from_db()
    return job


def test_after_a_death_nothing_is_sent_while_the_request_may_arrive(engine: Engine) -> None:
    bucket = new_bucket()
    upload = interrupted_upload(bucket, datetime.now(UTC) + HOUR)
    for _ in range(2):
        job = run_job(upload)
        assert (job.state, job.attempts, upload.state) == ("queued", 0, UploadState.SENDING)
    assert files_at_remote(engine, bucket) == []


def test_what_arrives_meanwhile_is_the_uploads(engine: Engine) -> None:
    bucket = new_bucket()
    upload = interrupted_upload(bucket, datetime.now(UTC) + HOUR)
    run_job(upload)
    run_job(elsewhere := new_upload(bucket, recording(), title="another"))
    requests.post(
        f"{engine.api}/buckets/{bucket.pk}/files",
        {"data_type": "audio", "title": "piece"},
        files={"file": ("piece.wav", recording())},
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    ).raise_for_status()
    run_job(upload)
    assert upload.state == UploadState.SENT
    assert upload.remote_id != elsewhere.remote_id
    assert len(files_at_remote(engine, bucket)) == 2


def test_it_is_sent_again_when_the_request_can_not_arrive_any_more(engine: Engine) -> None:
    bucket = new_bucket()
    upload = interrupted_upload(bucket, datetime.now(UTC) - timedelta(seconds=1))
    assert run_job(upload).state == JobState.DONE
    assert len(files_at_remote(engine, bucket)) == 1


def test_the_time_is_noted_before_the_last_bytes_are_sent(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "drop", when="after", **POST):
        run_job(upload)
    assert upload.sendings == 1
    assert upload.may_land_until is not None
    assert upload.may_land_until > datetime.now(UTC) + timedelta(minutes=4)


def test_a_worker_that_lost_its_job_does_not_send_the_last_bytes(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    job = ledger.claim(upload.job_id or 0)
    assert job is not None
    Job.objects.filter(pk=job.pk).update(claim="another")
    with pytest.raises(LeaseLostError):
        sending.run(RunningJob(job))
    assert files_at_remote(engine, bucket) == []
    assert Upload.objects.get(pk=upload.pk).sendings == 0


def test_a_copy_that_a_late_request_makes_is_deleted_and_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = new_bucket()
    upload = sent_twice(engine, bucket, monkeypatch)
    job = look_for_copies(upload)
    (left,) = files_at_remote(engine, bucket)
    assert mirrored_row(upload).pk == left["id"]
    upload.refresh_from_db()
    (copy,) = upload.copies
    entry = AuditEntry.objects.get(act="delete copy")
    assert entry.detail == {"file": copy, "kept": upload.remote_id, "title": "piece"}
    # Until then another request could make one.
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_it_is_looked_for_until_no_request_can_make_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = new_bucket()
    upload = sent_twice(engine, bucket, monkeypatch)
    following = new_upload(bucket, recording())
    assert run_job(following).state == JobState.QUEUED
    assert "same title" in following.error
    Upload.objects.filter(pk=upload.pk).update(may_land_until=datetime.now(UTC))
    assert look_for_copies(upload).state == JobState.DONE
    assert run_job(following).state == JobState.DONE
    assert len(files_at_remote(engine, bucket)) == 2


def test_other_files_of_the_same_title_stay(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = new_bucket()
    upload = sent_twice(engine, bucket, monkeypatch)
    for seconds in (1, 7):
        requests.post(
            f"{engine.api}/buckets/{bucket.pk}/files",
            {"data_type": "audio", "title": "piece"},
            files={"file": ("piece.wav", recording(seconds))},
            headers={"Authorization": f"Bearer {engine.token}"},
            timeout=10,
        ).raise_for_status()
    eventually(lambda: all(row["state"] for row in files_at_remote(engine, bucket)))
    look_for_copies(upload)
    assert len(files_at_remote(engine, bucket)) == 3
    assert AudioFile.objects.filter(pk=mirrored_row(upload).pk, gone_at=None).exists()


def test_a_file_sent_once_is_not_watched(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, "drop", when="after", **POST):
        run_job(upload)
    run_job(upload)
    assert not Job.objects.filter(kind="uploads.watch_copies").exists()
    assert Upload.objects.get(pk=upload.pk).turn_key is None
