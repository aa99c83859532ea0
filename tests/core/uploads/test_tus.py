"""Resumable uploads as a browser speaks them (tus 1.0.0)."""

import hashlib
import io
import itertools
import resource
import threading

import pytest
from django.http.request import UnreadablePostError
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.accounts.audit import Actor
from core.accounts.roles import Role
from core.jobs.models import Job, JobState
from core.uploads import receive
from core.uploads import spool as spools
from core.uploads.models import Upload, UploadState
from core.uploads.receive import Intent, WrongOffsetError, add_chunk, begin_upload
from core.uploads.running_digests import RunningDigests
from core.uploads.spool import spool
from tests.core.accounts.actors import person
from tests.core.uploads.tus import begin, offset, patch
from tests.core.uploads.uploading import run_job, signed_in_with_csrf
from tests.recordings import recording

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = recording()


def test_the_server_says_what_it_can(operator: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = operator.options("/uploads/tus/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == "1000"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration"}


def test_a_file_comes_in_chunks_and_is_then_due_to_be_sent(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    half = len(CONTENT) // 2
    assert patch(operator, where, 0, CONTENT[:half])["Upload-Offset"] == str(half)
    assert not Job.objects.filter(kind="buckets.send").exists()
    assert patch(operator, where, half, CONTENT[half:]).status_code == 204
    upload = Upload.objects.get()
    assert upload.state == UploadState.WAITING
    assert b"".join(spool().blocks(upload.spool_name)) == CONTENT
    assert run_job(upload).state == JobState.DONE
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_the_digest_of_chunks_in_a_row_is_known_before_they_are_sent(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    ends = (0, 700, len(CONTENT) // 2, len(CONTENT))
    for at, end in itertools.pairwise(ends):
        assert Upload.objects.get().sha256 == ""
        patch(operator, where, at, CONTENT[at:end])
    assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_the_digest_is_of_what_counts_and_never_of_what_was_refused(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    patch(operator, where, 0, CONTENT[:700])
    assert patch(operator, where, 0, b"something else").status_code == 409
    patch(operator, where, 700, CONTENT[700:])
    assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_the_digest_of_chunks_that_came_to_two_processes_is_computed_while_they_are_sent(
    operator: Client, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    patch(operator, where, 0, CONTENT[:700])
    with monkeypatch.context() as other_process:
        other_process.setattr(receive, "digests", RunningDigests())
        patch(operator, where, 700, CONTENT[700:800])
    patch(operator, where, 800, CONTENT[800:])
    upload = Upload.objects.get()
    assert upload.sha256 == ""
    run_job(upload)
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_an_unfinished_upload_says_when_it_expires(operator: Client, bucket: Bucket) -> None:
    assert begin(operator, bucket, 10)["Upload-Expires"].endswith("GMT")


class BreaksOff(io.BytesIO):
    """A connection that is lost after what it brought."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size) or self._break()

    def _break(self) -> bytes:
        raise UnreadablePostError("connection reset")


@pytest.mark.parametrize("is_here", [False, True])
def test_a_chunk_that_broke_off_is_resumed_where_it_ended(
    operator: Client, bucket: Bucket, is_here: bool
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    upload, source = Upload.objects.get(), BreaksOff(CONTENT[:700])
    add_chunk(upload=upload, offset=0, source=source, length=len(CONTENT), is_here=is_here)
    assert offset(operator, where) == 700
    patch(operator, where, 700, CONTENT[700:])
    upload = Upload.objects.get()
    assert b"".join(spool().blocks(upload.spool_name)) == CONTENT


@pytest.mark.parametrize("is_here", [False, True])
def test_no_more_is_taken_than_the_chunk_has(
    operator: Client, bucket: Bucket, is_here: bool
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    source = io.BytesIO(CONTENT)
    add_chunk(upload=Upload.objects.get(), offset=0, source=source, length=700, is_here=is_here)
    assert offset(operator, where) == 700
    assert source.tell() == 700


def test_bytes_that_were_written_but_never_acknowledged_do_not_count(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    patch(operator, where, 0, CONTENT[:100])
    upload = Upload.objects.get()
    with spool().locked(upload.spool_name) as file:
        spools.write_at(file, 100, io.BytesIO(bytes(2 * len(CONTENT))))
    assert offset(operator, where) == 100
    patch(operator, where, 100, CONTENT[100:])
    assert b"".join(spool().blocks(upload.spool_name)) == CONTENT


@pytest.mark.parametrize("at", [0, 11, 99])
def test_a_chunk_at_another_offset_is_refused(operator: Client, bucket: Bucket, at: int) -> None:
    where = begin(operator, bucket, len(CONTENT))["Location"]
    patch(operator, where, 0, CONTENT[:10])
    assert patch(operator, where, at, CONTENT[at : at + 10]).status_code == 409
    assert offset(operator, where) == 10


def test_of_two_chunks_at_once_only_one_counts(bucket: Bucket) -> None:
    owner = person(Role.OPERATOR)
    where = begin(signed_in_with_csrf(owner), bucket, len(CONTENT))["Location"]
    arrived = threading.Barrier(2)

    class Together(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            block = super().read(size)
            if not block:
                arrived.wait(10)
            return block

    ends: list[str] = []

    def send() -> None:
        upload = Upload.objects.get()
        try:
            add_chunk(upload=upload, offset=0, source=Together(CONTENT[:500]), length=501)
            ends.append("taken")
        except WrongOffsetError:
            ends.append("refused")

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["refused", "taken"]
    assert offset(signed_in_with_csrf(owner), where) == 500


def test_an_upload_that_was_cancelled_is_gone_with_its_file(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, 100)["Location"]
    upload = Upload.objects.get()
    tus = {"Tus-Resumable": "1.0.0"}
    assert operator.delete(where, headers=tus).status_code == 204
    assert operator.head(where, headers=tus).status_code == 410
    assert patch(operator, where, 0, b"more").status_code == 410
    with pytest.raises(FileNotFoundError):
        spool().size(upload.spool_name)


def test_a_name_of_300_characters_is_kept(operator: Client, bucket: Bucket) -> None:
    name = "中文\"'“”" * 50 + ".wav"
    assert begin(operator, bucket, 100, filename=name).status_code == 201
    upload = Upload.objects.get()
    assert upload.file_name == name
    assert upload.title == name.removesuffix(".wav")


def test_a_name_is_never_a_path(operator: Client, bucket: Bucket) -> None:
    begin(operator, bucket, 100, filename="../../etc/C:\\music\\piece.wav")
    upload = Upload.objects.get()
    assert upload.file_name == "piece.wav"
    assert "piece" not in upload.spool_name


def test_a_chunk_for_a_finished_upload_is_refused(operator: Client, bucket: Bucket) -> None:
    where = begin(operator, bucket, 10)["Location"]
    patch(operator, where, 0, bytes(10))
    assert patch(operator, where, 10, b"x").status_code == 410
    assert offset(operator, where) == 10


def test_a_gigabyte_is_received_in_flat_memory(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunk by chunk as a browser sends it; the disk is spared by cutting the file back."""
    monkeypatch.setattr("core.uploads.spool.flush_to_disk", lambda file: file.flush())
    intent = Intent(target="bucket", target_id=str(bucket.pk), by=Actor("the test"))
    upload = begin_upload(intent=intent, file_name="long.wav", size=2**30)
    chunk = bytes(8 * 1024**2)
    add_chunk(upload=upload, offset=0, source=io.BytesIO(chunk), length=len(chunk))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for at in range(len(chunk), 2**30, len(chunk)):
        with spool().locked(upload.spool_name) as file:
            file.truncate(0)
        source = io.BytesIO(chunk)
        received = add_chunk(upload=upload, offset=at, source=source, length=len(chunk))
        assert received == at + len(chunk)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 16 * 1024
    assert upload.state == UploadState.WAITING
