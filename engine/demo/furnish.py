"""Filling the demo account with synthesized music, so that a first start shows something."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import orjson
from django.conf import settings
from django.db import transaction

from core.audio.encode import write_audio
from engine.catalogue import catalogue_fields
from engine.clock import now, stamp
from engine.demo.broadcast import demo_recording
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.demo.plan import unfinished_mark
from engine.demo.synthesize import RATE, render
from engine.disk import storage
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

Report = Callable[[str], None]

# name, type, labels, slugs of the pieces
BUCKETS: tuple[tuple[str, str, list[str], tuple[str, ...]], ...] = (
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


def fill_account(account: Account, report: Report) -> None:
    """Fill an account. Where that was interrupted, it continues where it stopped."""
    buckets = {
        name: ensure_bucket(account, name, kind, labels) for name, kind, labels, _ in BUCKETS
    }
    bucket_of_piece = {slug: buckets[name] for name, _, _, slugs in BUCKETS for slug in slugs}
    catalogue = Bucket.objects.get(pk=CATALOGUE_ID)
    for piece in DEMO_PIECES:
        bucket = bucket_of_piece.get(piece.slug, catalogue)
        if not AudioFile.objects.filter(bucket=bucket, title=piece.title).exists():
            report(f"synthesizing {piece.title}")
            add_piece(account, bucket, piece)
    searched = [buckets[name].pk for name, kind, _, _ in BUCKETS if kind == "File"]
    ensure_project(account, [*searched, CATALOGUE_ID])
    container = ensure_container(account, [*searched, CATALOGUE_ID])
    if not ScannedFile.objects.filter(container=container).exists():
        report("mixing a radio recording")
        add_recording(account, container)
    unfinished_mark().unlink()


def ensure_bucket(account: Account, name: str, kind: str, labels: list[str]) -> Bucket:
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


def add_piece(account: Account, bucket: Bucket, piece: Piece) -> None:
    """Add a piece to a bucket as a tagged MP3, and index it."""
    with storage.spool_file() as spool:
        write_audio(spool, render(piece), rate=RATE, tags=piece.tags, codec="mp3")
        stored = storage.store_file(spool)
    tags = catalogue_fields(piece.tags)
    moment = stamp()
    with transaction.atomic():
        file = AudioFile.objects.create(
            account=account,
            bucket=bucket,
            acr_id=demo_acr_id(piece),
            title=piece.title,
            audio_id=piece.isrc,
            data_type="audio",
            name=f"{piece.slug}.mp3",
            duration=piece.seconds,
            stored=stored.name,
            size_bytes=stored.size,
            user_defined=orjson.dumps({} if bucket.read_only else tags).decode(),
            catalogue=orjson.dumps(tags if bucket.read_only else {}).decode(),
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Bucket.tally(bucket.pk, num=1, seconds=piece.seconds)
    references.process(file)


def demo_acr_id(piece: Piece) -> str:
    """The same in every demo account, so that results are comparable."""
    return hashlib.md5(piece.slug.encode(), usedforsecurity=False).hexdigest()


def ensure_project(account: Account, bucket_ids: list[int]) -> None:
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


def ensure_container(account: Account, bucket_ids: list[int]) -> Container:
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


def add_recording(account: Account, container: Container) -> None:
    """The radio recording: sent to the container, and left in a folder for trying uploads."""
    broadcast = demo_recording()
    path = Path(settings.DEMO_DIR) / RECORDING
    write_audio(path, broadcast.samples, rate=broadcast.rate, codec="mp3")
    with storage.spool_file() as spool:
        spool.write_bytes(path.read_bytes())
        stored = storage.store_file(spool)
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
            stored=stored.name,
            size_bytes=stored.size,
            due_at=now(),
            created_at=moment,
            updated_at=moment,
        )
        Container.tally(container.pk, num=1, size=stored.size)
    scans.process(file)
