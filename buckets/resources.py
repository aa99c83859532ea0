"""How buckets and audio files map to their mirror models."""

from collections.abc import Iterable, Mapping
from typing import Any

from buckets.models import AudioFile, Bucket, BucketQuerySet, LiveChannel
from core.mirror.parsing import parse_int, parse_seconds, parse_text, parse_time
from core.mirror.resources import Resource, Scope, register


def bucket_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": parse_text(row["name"]),
        "type": parse_text(row["type"]),
        "region": parse_text(row.get("region")),
        "state": parse_int(row.get("state"), default=1),
        "num": parse_int(row.get("num")),
        "size": parse_int(row.get("size")),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def file_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "acr_id": parse_text(row.get("acr_id")),
        "title": parse_text(row.get("title")),
        "state": parse_int(row["state"]),
        "duration": parse_seconds(row.get("duration")),
        "audio_id": parse_text(row.get("audio_id")),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def channel_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """The documents call the name `title`, the official CLI calls it `name`."""
    return {
        "title": parse_text(row["title"] if "title" in row else row["name"]),
        "record": bool(parse_int(row.get("record"))),
        "timeshift": bool(parse_int(row.get("timeshift"))),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def bucket_scopes() -> Iterable[Scope]:
    """A list of files for each bucket that holds files of the account."""
    return _scopes_of(Bucket.objects.holding_files())


def channel_scopes() -> Iterable[Scope]:
    """A list of channels for each bucket of live channels."""
    return _scopes_of(Bucket.objects.holding_channels())


def _scopes_of(buckets: BucketQuerySet) -> list[Scope]:
    return [
        Scope(str(key), f"of {name}", region, mark=f"{num} {updated_at}")
        for key, name, region, num, updated_at in buckets.order_by("id").values_list(
            "id", "name", "region", "num", "updated_at"
        )
    ]


BUCKETS = Resource(
    name="buckets",
    label="buckets",
    model=Bucket,
    path="buckets",
    columns=bucket_columns,
    owned=False,
)
FILES = Resource(
    name="files",
    label="audio files",
    model=AudioFile,
    path="buckets/{scope}/files",
    columns=file_columns,
    order="id",
    scope_field="bucket_id",
    scopes=bucket_scopes,
    moving=AudioFile.objects.processing,
    ids_per_get=50,
    parents=("buckets",),
)
CHANNELS = Resource(
    name="channels",
    label="live channels",
    model=LiveChannel,
    path="buckets/{scope}/channels",
    columns=channel_columns,
    scope_field="bucket_id",
    scopes=channel_scopes,
    secret_fields=("url",),
    ids_per_get=0,
    parents=("buckets",),
)


def register_resources() -> None:
    register(BUCKETS)
    register(FILES)
    register(CHANNELS)
