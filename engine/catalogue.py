"""The catalogue bucket 23, "ACRCloud Music": on the cloud its own music, here what is added."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
from django.db import transaction

from core.audio.decoder import AudioInfo, probe
from core.audio.errors import AudioError
from engine.clock import now, stamp
from engine.disk import storage
from engine.models import AudioFile, Bucket
from engine.models.bucket import CATALOGUE_ID

CATALOGUE_FIELDS = ("artist", "album", "label", "isrc", "genre", "date")


def add_folder(folder: Path) -> Iterator[tuple[str, bool]]:
    """Add every audio file below `folder`; yields a line for each, and whether it was added."""
    for path in sorted(audio_paths(folder)):
        try:
            info = probe(path)
        except AudioError as error:
            yield f"skipped {path}: {error}", False
            continue
        is_new = add_track(path, info)
        yield f"{'added' if is_new else 'already there'} {path}", is_new


def audio_paths(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names if not name.startswith("."))


def add_track(path: Path, info: AudioInfo) -> bool:
    """Queue one track for the catalogue. The same bytes are never added twice."""
    with path.open("rb") as file:
        acr_id = hashlib.file_digest(file, "md5").hexdigest()
    if AudioFile.objects.filter(bucket_id=CATALOGUE_ID, acr_id=acr_id).exists():
        return False
    with storage.spool_file() as spool:
        shutil.copyfile(path, spool)
        stored = storage.store_file(spool)
    moment = stamp()
    bucket = Bucket.objects.get(pk=CATALOGUE_ID)
    with transaction.atomic():
        AudioFile.objects.create(
            account_id=bucket.account_id,
            bucket=bucket,
            acr_id=acr_id,
            title=(info.tags.get("title") or path.stem)[:1000],
            data_type="audio",
            name=path.name[:1000],
            duration=info.duration,
            stored=stored.name,
            size_bytes=stored.size,
            catalogue=orjson.dumps(catalogue_fields(info.tags)).decode(),
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Bucket.tally(CATALOGUE_ID, num=1, seconds=info.duration)
    return True


def catalogue_fields(tags: Mapping[str, str]) -> dict[str, str]:
    return {name: tags[name][:500] for name in CATALOGUE_FIELDS if tags.get(name)}
