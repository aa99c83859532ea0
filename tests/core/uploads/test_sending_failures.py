"""What goes wrong on the way to the remote: what is tried again, what isn't, and in which words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection
from pytest_django import Settings

from buckets.models import Bucket
from buckets.services.buckets import delete_bucket
from core.accounts.audit import Actor
from core.jobs import running
from core.jobs.models import Job, JobState
from core.mirror.models import MirrorRemote
from core.uploads.models import Upload, UploadState
from core.uploads.services import cancel
from core.uploads.spool import spool
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import new_upload, run_job
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

LIST = {"method": "GET", "path": "/api/buckets/*/files"}
POST = {"method": "POST", "path": "/api/buckets/*/files"}


def waits_with(upload: Upload, job: Job, words: str) -> None:
    assert job.state == JobState.QUEUED
    assert upload.state == UploadState.WAITING
    assert words in upload.error
    assert spool().size(upload.spool_name) == upload.size


@pytest.mark.parametrize("where", [LIST, POST])
def test_a_remote_that_fails_is_asked_again(engine: Engine, where: dict[str, str]) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "status", status=500, **where):
        waits_with(upload, run_job(upload), "status 500")
    assert run_job(upload).state == JobState.DONE


@pytest.mark.parametrize("where", [LIST, POST])
def test_a_remote_that_throttles_costs_no_attempt(engine: Engine, where: dict[str, str]) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "status", status=429, retry_after=0, **where):
        job = run_job(upload)
    waits_with(upload, job, "throttling")
    assert job.attempts == 0
    assert run_job(upload).state == JobState.DONE


def test_a_remote_out_of_reach_is_asked_again(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "drop", **LIST):
        waits_with(upload, run_job(upload), "remote")
    assert run_job(upload).state == JobState.DONE


def test_nonsense_in_the_list_is_asked_again(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "html", **LIST):
        waits_with(upload, run_job(upload), "JSON")
    assert run_job(upload).state == JobState.DONE


def test_a_slow_remote_is_waited_for(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "delay", seconds=3, **POST):
        assert run_job(upload).state == JobState.DONE


def test_the_last_attempt_leaves_a_failed_upload_with_its_file(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    Job.objects.filter(pk=upload.job_id or 0).update(max_attempts=1)
    with fault(engine, "status", status=503, **POST):
        assert run_job(upload).state == JobState.FAILED
    assert upload.state == UploadState.FAILED
    assert spool().size(upload.spool_name) == upload.size


def test_a_refusal_is_told_in_the_remotes_own_words_and_not_repeated(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    with fault(engine, "status", status=422, message="Not this one.", **POST):
        assert run_job(upload).state == JobState.FAILED
    assert upload.state == UploadState.FAILED
    assert upload.error == "Not this one."
    assert upload.refusal is not None
    assert upload.refusal["status"] == 422
    assert upload.refusal["body"]["message"] == "Not this one."


def test_a_bucket_deleted_meanwhile_ends_the_upload(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    delete_bucket(bucket=Bucket.objects.get(pk=bucket.pk), by=Actor("the test"))
    assert run_job(upload).state == JobState.FAILED
    assert upload.error == "There is no such bucket."


def test_read_only_mode_sends_nothing(engine: Engine, settings: Settings) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    settings.ACRCLOUD_READ_ONLY = True
    assert run_job(upload).state == JobState.FAILED
    assert "read only" in upload.error
    assert files_at_remote(engine, bucket) == []


def test_another_remote_than_the_mirrored_one_gets_nothing(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    assert run_job(upload).state == JobState.FAILED
    assert "elsewhere.example" in upload.error
    assert files_at_remote(engine, bucket) == []


def test_another_account_than_the_mirrored_one_gets_nothing(engine: Engine) -> None:
    bucket = new_bucket()
    run_job(new_upload(bucket, recording()))
    upload = new_upload(bucket, recording())
    MirrorRemote.objects.update(account="somebody else")
    assert run_job(upload).state == JobState.FAILED
    assert "somebody else" in upload.error
    assert len(files_at_remote(engine, bucket)) == 1


def test_a_file_lost_from_the_spool_fails_in_clear_words(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    spool().delete(upload.spool_name)
    assert run_job(upload).state == JobState.FAILED
    assert "spool" in upload.error


def test_an_attempt_that_never_sent_its_last_bytes_needs_no_search(engine: Engine) -> None:
    upload = new_upload(new_bucket(), recording())
    spool().delete(upload.spool_name)
    assert run_job(upload).state == JobState.FAILED
    assert (upload.sendings, upload.listed_before) == (0, None)


def test_an_upload_that_is_cancelled_before_its_last_bytes_is_not_sent(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that it is seen only where it is asked for just before them.
    monkeypatch.setattr(running, "SAVE_EVERY_SECONDS", 3600.0)
    bucket = new_bucket()
    upload = new_upload(bucket, recording())
    with fault(engine, "delay", seconds=3, **LIST), ThreadPoolExecutor(1) as worker:
        sent = worker.submit(run_and_disconnect, upload)
        eventually(lambda: is_met(engine))
        assert cancel(upload=Upload.objects.get(pk=upload.pk), by=Actor("the test"))
        assert sent.result().state == JobState.CANCELLED
    assert files_at_remote(engine, bucket) == []


def is_met(engine: Engine) -> bool:
    """Whether a request has met the fault that is set."""
    headers = {"Authorization": f"Bearer {engine.token}"}
    answer = requests.get(f"{engine.origin}/engine/faults", headers=headers, timeout=10)
    return bool(answer.json()["data"][0]["hits"])


def run_and_disconnect(upload: Upload) -> Job:
    try:
        return run_job(upload)
    finally:
        connection.close()


def test_what_is_no_audio_is_sent_and_judged_by_the_remote(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, b"this is a letter, not a recording", name="letter.txt")
    assert run_job(upload).state == JobState.DONE
    assert [file["title"] for file in files_at_remote(engine, bucket)] == ["letter"]
