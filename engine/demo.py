"""The demo account: music the project synthesizes itself, so that a first start shows something."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import orjson
from django.conf import settings
from django.db import transaction

from audio.broadcast import demo_recording
from audio.encode import write_audio
from audio.pieces import DEMO_PIECES, Piece
from audio.synthesize import RATE, render
from engine import storage
from engine.catalogue import about
from engine.clock import now, stamp
from engine.demo_plan import unfinished
from engine.models import (
    Account,
    AudioFile,
    BaseProject,
    Bucket,
    Container,
    ScannedFile,
)
from engine.models.bucket import CATALOGUE_ID
from engine.processing import references, scans

Say = Callable[[str], None]

# name, type, labels, slugs of the pieces
SHELVES: tuple[tuple[str, str, list[str], tuple[str, ...]], ...] = (
    (
        "House productions",
        "File",
        ["Music"],
        ("tidewater", "night-bus", "glass-stairs", "lighthouse"),
    ),
    ("华语曲库", "File", ["Music", "Mandarin"], ("yueye", "chunfeng")),
    ("Jingles and beds", "File", ["Jingles"], ("overclocked", "jingle-nine")),
    ("Partner stations", "Live", ["Radio"], ()),
)
PROJECT = "Airplay monitoring"
CONTAINER = "Radio recordings"
RECORDING = "radio-recording.mp3"


def furnish(account: Account, say: Say) -> None:
    """Fill an account; an interrupted filling goes on where it stopped."""
    shelves = {name: shelf(account, name, kind, labels) for name, kind, labels, _ in SHELVES}
    own = {slug: shelves[name] for name, _, _, slugs in SHELVES for slug in slugs}
    catalogue = Bucket.objects.get(pk=CATALOGUE_ID)
    for piece in DEMO_PIECES:
        bucket = own.get(piece.slug, catalogue)
        if not AudioFile.objects.filter(bucket=bucket, title=piece.title).exists():
            say(f"synthesizing {piece.title}")
            press(account, bucket, piece)
    searched = [shelves[name].pk for name, kind, _, _ in SHELVES if kind == "File"]
    project(account, [*searched, CATALOGUE_ID])
    container = scanning(account, [*searched, CATALOGUE_ID])
    if not ScannedFile.objects.filter(container=container).exists():
        say("mixing a radio recording")
        record(account, container)
    unfinished().unlink()


def shelf(account: Account, name: str, kind: str, labels: list[str]) -> Bucket:
    moment = stamp()
    bucket, _ = Bucket.objects.get_or_create(
        account=account,
        name=name,
        defaults={
            "type": kind,
            "region": "eu-west-1",
            "labels": labels,
            "created_at": moment,
            "updated_at": moment,
        },
    )
    return bucket


def press(account: Account, bucket: Bucket, piece: Piece) -> None:
    """Put a piece into a bucket as a tagged MP3, ready to be found."""
    with storage.spooled() as spool:
        write_audio(spool, render(piece), rate=RATE, tags=piece.tags, codec="mp3")
        kept = storage.keep(spool)
    tags = about(piece.tags)
    moment = stamp()
    with transaction.atomic():
        file = AudioFile.objects.create(
            account=account,
            bucket=bucket,
            acr_id=acr_id_of(piece),
            title=piece.title,
            audio_id=piece.isrc,
            data_type="audio",
            name=f"{piece.slug}.mp3",
            duration=piece.seconds,
            stored=kept.name,
            size_bytes=kept.size,
            user_defined=orjson.dumps({} if bucket.read_only else tags).decode(),
            catalogue=orjson.dumps(tags if bucket.read_only else {}).decode(),
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Bucket.tally(bucket.pk, num=1, seconds=piece.seconds)
    references.process(file)


def acr_id_of(piece: Piece) -> str:
    """The same in every demo account, so that results can be compared."""
    return hashlib.md5(piece.slug.encode(), usedforsecurity=False).hexdigest()


def project(account: Account, bucket_ids: list[int]) -> None:
    moment = stamp()
    BaseProject.objects.get_or_create(
        account=account,
        name=PROJECT,
        defaults={
            "service_type": "AVR",
            "region": "eu-west-1",
            "bucket_ids": bucket_ids,
            "external_ids": ["isrc"],
            "created_at": moment,
            "updated_at": moment,
        },
    )


def scanning(account: Account, bucket_ids: list[int]) -> Container:
    moment = stamp()
    container, _ = Container.objects.get_or_create(
        account=account,
        name=CONTAINER,
        defaults={
            "region": "eu-west-1",
            "engine": 1,
            "bucket_ids": bucket_ids,
            "created_at": moment,
            "updated_at": moment,
        },
    )
    return container


def record(account: Account, container: Container) -> None:
    """The radio recording: sent to the container, and kept at hand for trying uploads."""
    broadcast = demo_recording()
    path = Path(settings.DEMO_DIR) / RECORDING
    write_audio(path, broadcast.samples, rate=broadcast.rate, codec="mp3")
    with storage.spooled() as spool:
        spool.write_bytes(path.read_bytes())
        kept = storage.keep(spool)
    moment = stamp()
    with transaction.atomic():
        file = ScannedFile.objects.create(
            account=account,
            container=container,
            name=RECORDING,
            uri=f"audio:{RECORDING}",
            data_type="audio",
            engine=container.engine,
            duration=len(broadcast.samples) / broadcast.rate,
            stored=kept.name,
            size_bytes=kept.size,
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Container.tally(container.pk, num=1, size=kept.size)
    scans.process(file)
