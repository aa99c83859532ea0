"""The demo account without its audio: its buckets, project, container, and files to come.

It takes no time, so the portal shows at once what there will be: files without audio count as being
processed, which ends for each when `furnish` has made it.
"""

import hashlib

import orjson
from django.db import transaction

from engine.catalogue import catalogue_fields
from engine.clock import stamp
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.models import (
    Account,
    AudioFile,
    BaseProject,
    Bucket,
    Container,
    ScannedFile,
)
from engine.models.bucket import CATALOGUE_ID

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


def lay_out_account(account: Account) -> None:
    """Make all rows of a demo account that aren't there."""
    buckets = {
        name: ensure_bucket(account, name, kind, labels) for name, kind, labels, _ in BUCKETS
    }
    bucket_of_piece = {slug: buckets[name] for name, _, _, slugs in BUCKETS for slug in slugs}
    catalogue = Bucket.objects.get(pk=CATALOGUE_ID)
    for piece in DEMO_PIECES:
        ensure_piece(account, bucket_of_piece.get(piece.slug, catalogue), piece)
    searched = [buckets[name].pk for name, kind, _, _ in BUCKETS if kind == "File"]
    ensure_project(account, [*searched, CATALOGUE_ID])
    ensure_recording(account, ensure_container(account, [*searched, CATALOGUE_ID]))


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


@transaction.atomic
def ensure_piece(account: Account, bucket: Bucket, piece: Piece) -> None:
    if AudioFile.objects.filter(bucket=bucket, acr_id=demo_acr_id(piece)).exists():
        return
    tags = catalogue_fields(piece.tags)
    moment = stamp()
    AudioFile.objects.create(
        account=account,
        bucket=bucket,
        acr_id=demo_acr_id(piece),
        title=piece.title,
        audio_id=piece.isrc,
        data_type="audio",
        name=f"{piece.slug}.mp3",
        duration=piece.seconds,
        user_defined=orjson.dumps({} if bucket.read_only else tags).decode(),
        catalogue=orjson.dumps(tags if bucket.read_only else {}).decode(),
        created_at=moment,
        updated_at=moment,
    )
    Bucket.tally(bucket.pk, num=1, seconds=piece.seconds)


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


@transaction.atomic
def ensure_recording(account: Account, container: Container) -> None:
    if ScannedFile.objects.filter(container=container, name=RECORDING).exists():
        return
    moment = stamp()
    ScannedFile.objects.create(
        account=account,
        container=container,
        name=RECORDING,
        uri=f"audio:{RECORDING}",
        data_type="audio",
        engine=container.engine,
        created_at=moment,
        updated_at=moment,
    )
    Container.tally(container.pk, num=1)
