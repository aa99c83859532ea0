"""The catalogue bucket 23, "ACRCloud Music": the cloud's own music, here what someone puts in."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
from django.db import transaction

from audio.decode import AudioError, AudioInfo, probe
from engine import storage
from engine.clock import now, stamp
from engine.models import AudioFile, Bucket
from engine.models.bucket import CATALOGUE_ID

KNOWN = ("artist", "album", "label", "isrc", "genre", "date")


def add_folder(folder: Path) -> Iterator[tuple[str, bool]]:
    """Add every audio file below `folder`; yields a line about each, and whether it was taken."""
    for path in sorted(found(folder)):
        try:
            info = probe(path)
        except AudioError as error:
            yield f"skipped {path}: {error}", False
            continue
        fresh = add(path, info)
        yield f"{'added' if fresh else 'already there'} {path}", fresh


def found(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names if not name.startswith("."))


def add(path: Path, info: AudioInfo) -> bool:
    """Queue one track for the catalogue. The same bytes are never added twice."""
    with path.open("rb") as file:
        acr_id = hashlib.file_digest(file, "md5").hexdigest()
    if AudioFile.objects.filter(bucket_id=CATALOGUE_ID, acr_id=acr_id).exists():
        return False
    with storage.spooled() as spool:
        shutil.copyfile(path, spool)
        kept = storage.keep(spool)
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
            stored=kept.name,
            size_bytes=kept.size,
            catalogue=orjson.dumps(about(info.tags)).decode(),
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Bucket.tally(CATALOGUE_ID, num=1, seconds=info.duration)
    return True


def about(tags: Mapping[str, str]) -> dict[str, str]:
    return {name: tags[name][:500] for name in KNOWN if tags.get(name)}
