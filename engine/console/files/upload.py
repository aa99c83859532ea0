"""Adding a file to a bucket: by upload, by URL, or from the catalogue."""

import uuid

from django.db import transaction
from django.http import HttpResponse

from core.net.download import file_name
from engine.clock import now, stamp
from engine.console.buckets import check_writable, get_bucket
from engine.console.files.representation import represent_new_file
from engine.console.received_files import receive_file, required_upload
from engine.disk import storage
from engine.models import AudioFile, Bucket
from engine.models.audio_file import READY
from engine.models.bucket import CATALOGUE_TYPE
from engine.wire.call import Call
from engine.wire.envelope import data_reply
from engine.wire.errors import ConflictError
from engine.wire.fields import Fields

DATA_TYPES = ("audio", "fingerprint", "audio_url", "acrid")


def create(call: Call, bucket_id: int) -> HttpResponse:
    bucket = check_writable(get_bucket(call, bucket_id))
    fields = call.fields
    # Older documents call the field audio_type.
    if "data_type" not in fields and "audio_type" in fields:
        fields.values = {**fields.values, "data_type": fields.values["audio_type"]}
    data_type = fields.choice("data_type", DATA_TYPES, required=True)
    if not bucket.holds_files:
        fields.add_error("bucket_id", f"A bucket of type {bucket.type} holds no files.")
    file = build_file(call, bucket, fields, data_type)
    fields.raise_errors()
    if data_type in ("audio", "fingerprint"):
        read_upload(call, file)
    elif data_type == "audio_url":
        read_url(file, fields)
    else:
        copy_from_catalogue(file, fields)
    with transaction.atomic():
        file.save()
        Bucket.tally(bucket.pk, num=1, seconds=file.duration)
    return data_reply(represent_new_file(file))


def build_file(call: Call, bucket: Bucket, fields: Fields, data_type: str) -> AudioFile:
    moment = stamp()
    return AudioFile(
        account=call.account,
        bucket=bucket,
        acr_id=uuid.uuid4().hex,
        title=fields.text("title", max_length=1000),
        user_defined=fields.json_object("user_defined"),
        audio_id=fields.text("audio_id"),
        data_type=data_type,
        due_at=now(),
        created_at=moment,
        updated_at=moment,
    )


def read_upload(call: Call, file: AudioFile) -> None:
    uploaded = required_upload(call)
    call.fields.raise_errors()
    assert uploaded is not None  # noqa: S101 -- check() raised otherwise
    received = receive_file(uploaded, audio=file.data_type == "audio")
    file.stored, file.size_bytes = received.stored.name, received.stored.size
    file.name, file.duration = received.name, received.duration
    file.title = file.title or title_from_name(received.name)


def read_url(file: AudioFile, fields: Fields) -> None:
    file.url = fields.text("url", required=True, max_length=2000)
    if file.url and not file.url.startswith(("http://", "https://")):
        fields.add_error("url", "The url format is invalid.")
    fields.raise_errors()
    file.name = file_name(file.url)
    file.title = file.title or title_from_name(file.name)


def copy_from_catalogue(file: AudioFile, fields: Fields) -> None:
    """A track of the catalogue, which keeps the id it has there."""
    acr_id = fields.text("acrid", required=True).lower()
    track = (
        AudioFile.objects.filter(bucket__type=CATALOGUE_TYPE, acr_id=acr_id, state=READY).first()
        if acr_id
        else None
    )
    if acr_id and track is None:
        fields.add_error("acrid", "The selected acrid is invalid.")
    fields.raise_errors()
    assert track is not None  # noqa: S101 -- check() raised otherwise
    if AudioFile.objects.filter(bucket=file.bucket, acr_id=acr_id).exists():
        raise ConflictError(f"The bucket already holds {acr_id}.")
    copy = storage.link_copy(track.stored)
    file.acr_id, file.name, file.catalogue = track.acr_id, track.name, track.catalogue
    file.stored, file.size_bytes = copy.name, copy.size
    file.duration = track.duration
    file.title = file.title or track.title


def title_from_name(name: str) -> str:
    return name.rpartition(".")[0] or name or "untitled"
