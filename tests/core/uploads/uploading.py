"""Uploads for tests: signed-in clients, uploads in the spool, and their jobs."""

import io
from typing import Any

from django.conf import settings
from django.test import Client

from buckets.models import AudioFile, Bucket
from core.accounts.audit import Actor
from core.accounts.models import User
from core.jobs import tasks
from core.jobs.models import Job
from core.uploads.models import Upload
from core.uploads.receive import Intent, receive_file


def signed_in_with_csrf(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    # A page sets the cookie that requests from its scripts must repeat in a header.
    client.get("/profile/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.defaults["HTTP_X_CSRFTOKEN"] = token
    return client


def new_upload(
    bucket: Bucket, content: bytes, *, name: str = "piece.wav", title: str = "", **fields: Any
) -> Upload:
    """An upload in the spool, waiting to be sent."""
    intent = Intent(
        target="bucket", target_id=str(bucket.pk), title=title, fields=fields, by=Actor("the test")
    )
    return receive_file(intent=intent, file=io.BytesIO(content), file_name=name)


def run_job(upload: Upload) -> Job:
    """Do what a worker does with the upload's message. Afterwards the job is due again at once."""
    assert upload.job_id is not None
    tasks.run(upload.job_id)
    upload.refresh_from_db()
    job = Job.objects.get(pk=upload.job_id)
    Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    return job


def mirrored_row(upload: Upload) -> AudioFile:
    row = Upload.objects.get(pk=upload.pk).row
    assert isinstance(row, AudioFile)
    return row
