"""An answer that nobody saw: the file is looked for before it is sent a second time."""

import pytest

from buckets.services.files import delete_files
from core.accounts.audit import Actor
from core.jobs.models import Job, JobState
from core.uploads import transitions
from core.uploads.models import Upload, UploadState
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import mirrored_row, new_upload, run_job
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = {"method": "POST", "path": "/api/buckets/*/files"}


@pytest.mark.parametrize(
    ("act", "how"),
    [
        ("drop", {"when": "after"}),
        ("broken", {}),
        ("html", {}),
        ("html", {"status": 502}),
        ("fields", {"remove": ["data.id"]}),
        ("cut", {}),
    ],
)
def test_an_answer_that_is_lost_or_nonsense_makes_no_second_file(
    engine: Engine, act: str, how: dict[str, object]
) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, act, **AFTER, **how):
        assert run_job(upload).state == JobState.QUEUED
    assert upload.state == UploadState.WAITING
    assert upload.error
    assert run_job(upload).state == JobState.DONE
    (there,) = files_at_remote(engine, bucket)
    assert mirrored_row(upload).pk == there["id"]


def test_a_post_that_never_arrived_is_sent_again(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, "drop", **AFTER):
        run_job(upload)
    assert files_at_remote(engine, bucket) == []
    run_job(upload)
    assert len(files_at_remote(engine, bucket)) == 1


def test_what_was_there_before_is_never_taken_for_the_upload(engine: Engine) -> None:
    bucket = new_bucket()
    run_job(new_upload(bucket, recording()))
    upload = new_upload(bucket, recording())
    with fault(engine, "drop", **AFTER):
        run_job(upload)
    run_job(upload)
    assert len(files_at_remote(engine, bucket)) == 2


def test_a_file_of_another_title_is_not_taken_for_the_upload(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording(), title="One")
    with fault(engine, "drop", **AFTER):
        run_job(upload)
    run_job(new_upload(bucket, recording(), title="Two"))
    run_job(upload)
    assert sorted(file["title"] for file in files_at_remote(engine, bucket)) == ["One", "Two"]


def test_uploads_of_one_title_wait_while_the_end_of_one_is_unknown(engine: Engine) -> None:
    bucket = new_bucket()
    first, second = (new_upload(bucket, recording()) for _ in range(2))
    with fault(engine, "drop", when="after", **AFTER):
        run_job(first)
    job = run_job(second)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert "same title" in second.error
    run_job(first)
    run_job(second)
    assert len(files_at_remote(engine, bucket)) == 2
    assert first.remote_id != second.remote_id


def test_a_retry_after_an_unknown_end_leaves_other_uploads_files_alone(engine: Engine) -> None:
    bucket = new_bucket()
    first, second = (new_upload(bucket, recording()) for _ in range(2))
    with fault(engine, "drop", **AFTER):
        run_job(first)
    transitions.mark_failed(first, "given up")
    run_job(second)
    run_job(first)
    assert first.remote_id != second.remote_id
    assert len(files_at_remote(engine, bucket)) == 2


def test_a_refused_file_begins_anew(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, "status", status=422, **AFTER):
        assert run_job(upload).state == JobState.FAILED
    assert Upload.objects.get(pk=upload.pk).listed_before is None


def test_a_worker_that_died_after_the_answer_but_before_the_note(engine: Engine) -> None:
    """As `kill -9` leaves it: the job runs, the list was noted, the remote has the file."""
    bucket = new_bucket()
    earlier = new_upload(bucket, recording(), title="Earlier")
    run_job(earlier)
    upload = new_upload(bucket, recording())
    run_job(upload)
    newest = int(earlier.remote_id or 0)
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.SENDING, remote_id=None, listed_before={"newest": newest}, sent_at=None
    )
    Job.objects.filter(pk=upload.job_id or 0).update(state=JobState.QUEUED)
    run_job(upload)
    assert upload.state == UploadState.SENT
    assert len(files_at_remote(engine, bucket)) == 2


def test_a_file_that_vanished_meanwhile_is_sent_again(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, "broken", **AFTER):
        run_job(upload)
    ids = [file["id"] for file in files_at_remote(engine, bucket)]
    delete_files(bucket=bucket, ids=ids, by=Actor("the test"))
    run_job(upload)
    assert len(files_at_remote(engine, bucket)) == 1
