"""What the tests of uploads share: people, buckets, recordings, and faults of the remote."""

import contextlib
import io
import itertools
from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings
from django.test import Client

from accounts.audit import Actor
from accounts.models import User
from buckets import services
from buckets.models import AudioFile, Bucket, Upload
from buckets.uploads.intake import receive
from buckets.uploads.intent import Intent
from jobs import tasks
from jobs.models import Job
from tests.buckets.recordings import recording
from tests.engines import Engine

__all__ = [
    "fault",
    "files_at",
    "new_bucket",
    "recording",
    "row_of",
    "run_job",
    "signed_in",
    "upload_of",
]

_numbers = itertools.count(1)


def signed_in(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    # A page sets the cookie that requests from its scripts must repeat in a header.
    client.get("/profile/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.defaults["HTTP_X_CSRFTOKEN"] = token
    return client


def new_bucket(name: str = "", type: str = "File") -> Bucket:
    name = name or f"Bucket {next(_numbers)}"
    return services.create_bucket(name=name, type=type, region="eu-west-1", by=Actor("the test"))


def upload_of(
    bucket: Bucket, content: bytes, *, name: str = "piece.wav", title: str = "", **fields: Any
) -> Upload:
    """An upload in the spool, waiting to be sent."""
    intent = Intent(
        target="bucket", target_id=str(bucket.pk), title=title, fields=fields, by=Actor("the test")
    )
    return receive(intent=intent, file=io.BytesIO(content), file_name=name)


def run_job(upload: Upload) -> Job:
    """What a worker does with the upload's message. Afterwards the job is due again at once."""
    assert upload.job_id is not None
    tasks.run(upload.job_id)
    upload.refresh_from_db()
    job = Job.objects.get(pk=upload.job_id)
    Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    return job


def files_at(engine: Engine, bucket: Bucket) -> list[dict[str, Any]]:
    """What the remote lists, asked without the portal."""
    answer = requests.get(
        f"{engine.api}/buckets/{bucket.pk}/files?per_page=100",
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    )
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def row_of(upload: Upload) -> AudioFile:
    row = Upload.objects.get(pk=upload.pk).row
    assert isinstance(row, AudioFile)
    return row


@contextlib.contextmanager
def fault(engine: Engine, act: str, **options: Any) -> Iterator[None]:
    """Something goes wrong at the remote until the end of the block."""
    address = f"{engine.origin}/engine/faults"
    headers = {"Authorization": f"Bearer {engine.token}"}
    requests.post(
        address, json={"act": act, **options}, headers=headers, timeout=10
    ).raise_for_status()
    try:
        yield
    finally:
        requests.delete(address, headers=headers, timeout=10).raise_for_status()
