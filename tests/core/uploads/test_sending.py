"""From the spool to the remote: the file arrives once, is mirrored, and leaves a trail."""

import hashlib

import pytest

from buckets.models import FileState
from core.accounts.models import AuditEntry
from core.jobs.models import Job, JobState
from core.uploads.models import UploadState
from core.uploads.spool import spool
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import mirrored_row, new_upload, run_job
from tests.engines import Engine
from tests.recordings import recording

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_file_is_at_the_remote_and_in_the_mirror(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording(), user_defined={"artist": "Ann"})
    job = run_job(upload)
    assert job.state == JobState.DONE
    assert upload.state == UploadState.SENT
    (there,) = files_at_remote(engine, bucket)
    assert there["title"] == "piece"
    assert there["user_defined"] == {"artist": "Ann"}
    assert mirrored_row(upload).pk == there["id"]
    assert mirrored_row(upload).state in {FileState.PROCESSING, FileState.READY}


def test_it_is_followed_until_its_state_is_final(engine: Engine) -> None:
    run_job(new_upload(new_bucket(), recording()))
    assert Job.objects.filter(kind="mirror.hot", state=JobState.QUEUED).exists()


def test_its_spool_file_goes_and_its_digest_stays(engine: Engine) -> None:
    content = recording()
    upload = new_upload(new_bucket(), content)
    name = upload.spool_name
    assert spool().size(name) == len(content)
    run_job(upload)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    with pytest.raises(FileNotFoundError):
        spool().size(name)


def test_the_trail_says_who_sent_what_where(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    run_job(upload)
    entry = AuditEntry.objects.get(act="upload file")
    assert entry.actor_name == "the test"
    assert entry.target == f"bucket {bucket.pk}"
    assert entry.detail["file"] == upload.remote_id


def test_running_the_job_of_a_sent_file_again_changes_nothing(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    run_job(upload)
    Job.objects.update(state=JobState.QUEUED)
    run_job(upload)
    assert len(files_at_remote(engine, bucket)) == 1


def test_a_name_of_300_characters_arrives_whole(engine: Engine) -> None:
    bucket = new_bucket()
    title = "中文\"'“”" * 50
    run_job(new_upload(bucket, recording(), name=f"{title}.wav"))
    assert [file["title"] for file in files_at_remote(engine, bucket)] == [title]


def test_two_files_of_the_same_title_and_content_are_two_files(engine: Engine) -> None:
    bucket = new_bucket()
    uploads = [new_upload(bucket, recording()) for _ in range(2)]
    for upload in uploads:
        run_job(upload)
    assert len(files_at_remote(engine, bucket)) == 2
    assert uploads[0].remote_id != uploads[1].remote_id
