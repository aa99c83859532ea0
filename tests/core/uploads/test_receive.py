"""Files of services: spooled while the form is read, sent while the caller waits."""

import errno
import hashlib
import io
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from buckets.models import AudioFile
from core.accounts.audit import Actor
from core.clients.errors import RemoteRefusedError
from core.jobs import ledger
from core.jobs.models import Job, JobState
from core.uploads import services
from core.uploads import spool as spools
from core.uploads.models import Upload, UploadState
from core.uploads.receive import Intent, receive_file, receive_reference
from core.uploads.services import NotSentError
from core.uploads.spool import NoSpaceError, UploadTooLargeError, spool
from core.uploads.targets import NoSuchTargetError
from core.uploads.upload_handler import SpooledFile, SpoolUploadHandler
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.uploads.uploading import new_upload
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = recording()
POST = {"method": "POST", "path": "/api/buckets/*/files"}


@pytest.fixture(autouse=True)
def _nothing_else_in_the_spool() -> None:
    for name, _ in spool().names():
        spool().delete(name)


def form(content: bytes, name: str = "piece.wav") -> HttpRequest:
    file = io.BytesIO(content)
    file.name = name
    request = RequestFactory().post("/api/buckets/1/files", {"file": file, "title": "A piece"})
    request.upload_handlers = [SpoolUploadHandler(request)]
    return request


def intent(bucket_id: object, **more: Any) -> Intent:
    return Intent(target="bucket", target_id=str(bucket_id), by=Actor("a service"), **more)


def spooled() -> list[str]:
    return [name for name, _ in spool().names()]


def test_a_forms_file_goes_to_the_spool_with_its_digest() -> None:
    request = form(CONTENT)
    file = request.FILES["file"]
    assert isinstance(file, SpooledFile)
    assert file.size == len(CONTENT)
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert b"".join(spool().blocks(file.spool_name)) == CONTENT
    assert request.POST["title"] == "A piece"


def test_a_long_file_is_hashed_and_flushed_beside_and_is_whole() -> None:
    content = bytes(range(256)) * (40 * 1024**2 // 256) + b"the end"
    file = form(content).FILES["file"]
    assert isinstance(file, SpooledFile)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join(spool().blocks(file.spool_name)) == content
    file.close()


def test_a_disk_that_fails_beside_fails_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flush tells of an error once: had nobody listened, the last one would know of none."""

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(NoSpaceError):
        assert form(bytes(40 * 1024**2)).FILES
    assert not spooled()


def test_a_forms_file_that_nobody_took_goes_with_its_request() -> None:
    request = form(CONTENT)
    assert request.FILES
    assert spooled()
    request.close()
    assert not spooled()


def test_a_form_over_the_limit_is_refused_before_it_is_read(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(UploadTooLargeError):
        assert form(CONTENT).FILES
    assert not spooled()


def test_a_form_is_refused_when_the_disk_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "MIN_FREE_BYTES", 2**60)
    with pytest.raises(NoSpaceError):
        assert form(CONTENT).FILES


def test_what_is_received_and_sent_at_once_comes_back_as_the_mirrored_file(engine: Engine) -> None:
    bucket = new_bucket()
    request = form(CONTENT)
    file = request.FILES["file"]
    assert isinstance(file, SpooledFile)
    upload = receive_file(intent=intent(bucket.pk), file=file)
    request.close()
    row = services.send_now(upload=upload)
    assert isinstance(row, AudioFile)
    assert [file["id"] for file in files_at_remote(engine, bucket)] == [row.pk]
    assert not spooled()


def test_an_address_is_sent_without_a_file(engine: Engine) -> None:
    bucket = new_bucket()
    address = "https://example.com/music/a%20piece.mp3"
    upload = receive_reference(
        intent=intent(bucket.pk, data_type="audio_url", fields={"url": address})
    )
    row = services.send_now(upload=upload)
    assert row is not None
    assert upload.size is None
    (there,) = files_at_remote(engine, bucket)
    assert (there["title"], there["data_type"]) == ("a piece", "audio_url")


@pytest.mark.parametrize(
    ("data_type", "fields", "named"),
    [("audio_url", {}, "url"), ("acrid", {}, "acrid"), ("audio", {}, "data_type")],
)
def test_an_address_that_is_not_given_is_asked_for(
    engine: Engine, data_type: str, fields: dict[str, str], named: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        receive_reference(intent=intent(new_bucket().pk, data_type=data_type, fields=fields))
    assert list(caught.value.message_dict) == [named]


def test_an_empty_stream_or_an_unknown_bucket_leaves_nothing_behind(engine: Engine) -> None:
    bucket = new_bucket()
    with pytest.raises(ValidationError, match="empty"):
        receive_file(intent=intent(bucket.pk), file=io.BytesIO(b""), file_name="a.wav")
    with pytest.raises(NoSuchTargetError):
        receive_file(intent=intent(987654), file=io.BytesIO(CONTENT), file_name="a.wav")
    assert not spooled()
    assert not Upload.objects.exists()
    assert not Job.objects.filter(kind="buckets.send").exists()


def test_a_refusal_reaches_the_caller_in_the_remotes_words(engine: Engine) -> None:
    upload = new_upload(new_bucket(), CONTENT)
    with (
        fault(engine, "status", status=422, message="Not this one.", **POST),
        pytest.raises(RemoteRefusedError, match="Not this one") as caught,
    ):
        services.send_now(upload=upload)
    assert caught.value.status == 422
    assert caught.value.body["message"] == "Not this one."


def test_past_its_timeout_the_upload_goes_on_alone(engine: Engine) -> None:
    bucket = new_bucket()
    upload = new_upload(bucket, CONTENT)
    with fault(engine, "delay", seconds=1.5, **POST):
        assert services.send_now(upload=upload, timeout=0.3) is None
        eventually(lambda: Upload.objects.get(pk=upload.pk).state == UploadState.SENT)
    assert len(files_at_remote(engine, bucket)) == 1


def test_a_job_that_a_worker_took_is_followed(engine: Engine) -> None:
    upload = new_upload(new_bucket(), CONTENT)
    taken = ledger.claim(upload.job_id or 0)
    assert taken is not None
    assert services.send_now(upload=upload, timeout=0.2) is None
    Job.objects.filter(pk=taken.pk).update(state=JobState.QUEUED)
    assert services.send_now(upload=upload) is not None


def test_a_cancelled_upload_tells_whoever_waits_for_it(engine: Engine) -> None:
    upload = new_upload(new_bucket(), CONTENT)
    services.cancel(upload=Upload.objects.get(pk=upload.pk), by=Actor("somebody"))
    with pytest.raises(NotSentError):
        services.send_now(upload=upload)


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name in {"send-now", "job-progress"}:
            thread.join(10)
