"""Editing, moving and deleting files, in the documents' spelling and in the CLI's."""

from django.db import transaction
from django.http import HttpResponse

from engine.clock import stamp
from engine.console.buckets import check_writable, get_bucket
from engine.console.files.read import get_files
from engine.console.files.representation import represent_file
from engine.disk import storage
from engine.models import AudioFile, Bucket
from engine.recognition.index import reference_index
from engine.wire.call import Call
from engine.wire.envelope import data_reply, no_content
from engine.wire.errors import ConflictError, InvalidFieldsError


def update(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """Title and user_defined of one file, which may be named by its acr_id."""
    fields = call.fields
    with transaction.atomic():
        bucket = check_writable(get_bucket(call, bucket_id))
        file = get_files(call, ids, bucket)[0]
        if "title" in fields:
            file.title = fields.text("title", required=True, max_length=1000)
        if "user_defined" in fields.values:
            file.user_defined = fields.json_object("user_defined")
        if "audio_id" in fields.values:
            file.audio_id = fields.text("audio_id")
        fields.raise_errors()
        file.updated_at = stamp()
        file.save(update_fields=["title", "user_defined", "audio_id", "updated_at"])
    return data_reply(represent_file(file))


def delete(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    with transaction.atomic():
        bucket = check_writable(get_bucket(call, bucket_id))
        files = get_files(call, ids, bucket)
        AudioFile.objects.filter(pk__in=[file.pk for file in files]).delete()
        Bucket.tally(bucket.pk, num=-len(files), seconds=-sum(file.duration for file in files))
    reference_index().remove(*(file.pk for file in files))
    for file in files:
        storage.delete(file.stored)
    return no_content()


def delete_listed(call: Call, bucket_id: int) -> HttpResponse:
    """The CLI's spelling: DELETE with {"ids": […]} in the body."""
    return delete(call, bucket_id, listed_ids(call))


def move(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """PUT on the target bucket: the documents' spelling."""
    return move_files(call, target_id=bucket_id, ids=ids, source=None)


def move_listed(call: Call, bucket_id: int) -> HttpResponse:
    """POST on the source bucket with the target in the body: the CLI's spelling."""
    source = check_writable(get_bucket(call, bucket_id))
    target_id = call.fields.integer("target_bucket_id", required=True)
    call.fields.raise_errors()
    return move_files(call, target_id=target_id, ids=listed_ids(call), source=source)


def move_files(call: Call, *, target_id: int, ids: str, source: Bucket | None) -> HttpResponse:
    with transaction.atomic():
        target = check_writable(get_bucket(call, target_id))
        if not target.holds_files:
            raise InvalidFieldsError(
                {"bucket_id": [f"A bucket of type {target.type} holds no files."]}
            )
        named = without_catalogue_originals(get_files(call, ids, source))
        files = [file for file in named if file.bucket_id != target.pk]
        for file in files:
            check_writable(file.bucket)
            if AudioFile.objects.filter(bucket=target, acr_id=file.acr_id).exists():
                raise ConflictError(f"The bucket already holds {file.acr_id}.")
            Bucket.tally(file.bucket_id, num=-1, seconds=-file.duration)
            Bucket.tally(target.pk, num=1, seconds=file.duration)
            file.bucket = target
            file.updated_at = stamp()
            file.save(update_fields=["bucket", "updated_at"])
    reference_index().move([file.pk for file in files], target.pk)
    return data_reply([represent_file(file) for file in files])


def without_catalogue_originals(files: list[AudioFile]) -> list[AudioFile]:
    """Leaves out the catalogue's own track where another bucket has it under the same acr_id."""
    elsewhere = {file.acr_id for file in files if not file.bucket.read_only}
    return [file for file in files if not file.bucket.read_only or file.acr_id not in elsewhere]


def listed_ids(call: Call) -> str:
    ids = call.fields.array("ids", required=True)
    call.fields.raise_errors()
    return ",".join(str(file_id) for file_id in ids)
