"""Adding a file to a bucket: by upload, by address, or out of the catalogue."""

import uuid

from django.db import transaction
from django.http import HttpResponse

from engine import storage
from engine.clock import now, stamp
from engine.console.buckets import bucket_of, writable
from engine.console.files.shape import shown_at_upload
from engine.console.intake import take, uploaded
from engine.download import file_name
from engine.models import AudioFile, Bucket
from engine.models.audio_file import READY
from engine.models.bucket import CATALOGUE_TYPE
from engine.wire.call import Call
from engine.wire.envelope import one
from engine.wire.errors import Conflict
from engine.wire.fields import Fields

DATA_TYPES = ("audio", "fingerprint", "audio_url", "acrid")


def create(call: Call, bucket_id: int) -> HttpResponse:
    bucket = writable(bucket_of(call, bucket_id))
    fields = call.fields
    # Older documents call the field audio_type.
    if "data_type" not in fields and "audio_type" in fields:
        fields.given = {**fields.given, "data_type": fields.given["audio_type"]}
    data_type = fields.choice("data_type", DATA_TYPES, required=True)
    if not bucket.holds_files:
        fields.wrong("bucket_id", f"A bucket of type {bucket.type} holds no files.")
    file = described(call, bucket, fields, data_type)
    fields.check()
    if data_type in ("audio", "fingerprint"):
        upload(call, file)
    elif data_type == "audio_url":
        by_address(file, fields)
    else:
        from_catalogue(file, fields)
    with transaction.atomic():
        file.save()
        Bucket.tally(bucket.pk, num=1, seconds=file.duration)
    return one(shown_at_upload(file))


def described(call: Call, bucket: Bucket, fields: Fields, data_type: str) -> AudioFile:
    moment = stamp()
    return AudioFile(
        account=call.account,
        bucket=bucket,
        acr_id=uuid.uuid4().hex,
        title=fields.text("title", longest=1000),
        user_defined=fields.json_object("user_defined"),
        audio_id=fields.text("audio_id"),
        data_type=data_type,
        due_at=now(),
        created_at=moment,
        updated_at=moment,
    )


def upload(call: Call, file: AudioFile) -> None:
    sent = uploaded(call)
    call.fields.check()
    assert sent is not None  # noqa: S101 -- check() raised otherwise
    taken = take(sent, audio=file.data_type == "audio")
    file.stored, file.size_bytes = taken.stored.name, taken.stored.size
    file.name, file.duration = taken.name, taken.duration
    file.title = file.title or stem(taken.name)


def by_address(file: AudioFile, fields: Fields) -> None:
    file.url = fields.text("url", required=True, longest=2000)
    if file.url and not file.url.startswith(("http://", "https://")):
        fields.wrong("url", "The url format is invalid.")
    fields.check()
    file.name = file_name(file.url)
    file.title = file.title or stem(file.name)


def from_catalogue(file: AudioFile, fields: Fields) -> None:
    """A track of the catalogue, which keeps the id it has there."""
    acr_id = fields.text("acrid", required=True).lower()
    track = (
        AudioFile.objects.filter(bucket__type=CATALOGUE_TYPE, acr_id=acr_id, state=READY).first()
        if acr_id
        else None
    )
    if acr_id and track is None:
        fields.wrong("acrid", "The selected acrid is invalid.")
    fields.check()
    assert track is not None  # noqa: S101 -- check() raised otherwise
    if AudioFile.objects.filter(bucket=file.bucket, acr_id=acr_id).exists():
        raise Conflict(f"The bucket already holds {acr_id}.")
    shared = storage.share(track.stored)
    file.acr_id, file.name, file.catalogue = track.acr_id, track.name, track.catalogue
    file.stored, file.size_bytes = shared.name, shared.size
    file.duration = track.duration
    file.title = file.title or track.title


def stem(name: str) -> str:
    return name.rpartition(".")[0] or name or "untitled"
