"""Editing, moving and deleting files, in the documents' spelling and in the CLI's."""

from django.db import transaction
from django.http import HttpResponse

from engine import storage
from engine.clock import stamp
from engine.console.buckets import bucket_of, writable
from engine.console.files.read import files_of
from engine.console.files.shape import shown
from engine.models import AudioFile, Bucket
from engine.references import index
from engine.wire.call import Call
from engine.wire.envelope import nothing, one
from engine.wire.errors import Conflict, Invalid


def update(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """Title and user_defined of one file, which may be named by its acr_id."""
    fields = call.fields
    with transaction.atomic():
        bucket = writable(bucket_of(call, bucket_id))
        file = files_of(call, ids, bucket)[0]
        if "title" in fields:
            file.title = fields.text("title", required=True, longest=1000)
        if "user_defined" in fields.given:
            file.user_defined = fields.json_object("user_defined")
        if "audio_id" in fields.given:
            file.audio_id = fields.text("audio_id")
        fields.check()
        file.updated_at = stamp()
        file.save(update_fields=["title", "user_defined", "audio_id", "updated_at"])
    return one(shown(file))


def delete(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    with transaction.atomic():
        bucket = writable(bucket_of(call, bucket_id))
        files = files_of(call, ids, bucket)
        AudioFile.objects.filter(pk__in=[file.pk for file in files]).delete()
        Bucket.tally(bucket.pk, num=-len(files), seconds=-sum(file.duration for file in files))
    index().remove(*(file.pk for file in files))
    for file in files:
        storage.discard(file.stored)
    return nothing()


def delete_listed(call: Call, bucket_id: int) -> HttpResponse:
    """The CLI's spelling: DELETE with {"ids": […]} in the body."""
    return delete(call, bucket_id, listed(call))


def move(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """PUT on the target bucket: the documents' spelling."""
    return moved(call, target_id=bucket_id, ids=ids, source=None)


def move_listed(call: Call, bucket_id: int) -> HttpResponse:
    """POST on the source bucket with the target in the body: the CLI's spelling."""
    source = writable(bucket_of(call, bucket_id))
    target_id = call.fields.integer("target_bucket_id", required=True)
    call.fields.check()
    return moved(call, target_id=target_id, ids=listed(call), source=source)


def moved(call: Call, *, target_id: int, ids: str, source: Bucket | None) -> HttpResponse:
    with transaction.atomic():
        target = writable(bucket_of(call, target_id))
        if not target.holds_files:
            raise Invalid({"bucket_id": [f"A bucket of type {target.type} holds no files."]})
        named = movable(files_of(call, ids, source))
        files = [file for file in named if file.bucket_id != target.pk]
        for file in files:
            writable(file.bucket)
            if AudioFile.objects.filter(bucket=target, acr_id=file.acr_id).exists():
                raise Conflict(f"The bucket already holds {file.acr_id}.")
            Bucket.tally(file.bucket_id, num=-1, seconds=-file.duration)
            Bucket.tally(target.pk, num=1, seconds=file.duration)
            file.bucket = target
            file.updated_at = stamp()
            file.save(update_fields=["bucket", "updated_at"])
    index().move([file.pk for file in files], target.pk)
    return one([shown(file) for file in files])


def movable(files: list[AudioFile]) -> list[AudioFile]:
    """Without the catalogue's own track where another bucket has it too, under the same acr_id."""
    elsewhere = {file.acr_id for file in files if not file.bucket.read_only}
    return [file for file in files if not file.bucket.read_only or file.acr_id not in elsewhere]


def listed(call: Call) -> str:
    ids = call.fields.array("ids", required=True)
    call.fields.check()
    return ",".join(str(each) for each in ids)
