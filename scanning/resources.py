"""How containers, scanned files and their results map to their mirror models."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.mirror.parsing import parse_int, parse_seconds, parse_text, parse_time
from core.mirror.resources import LinkTable, Resource, Scope, register
from scanning import scans
from scanning.models import Container, ContainerBucket, ScannedFile, ScanState


def container_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": parse_text(row["name"]),
        "region": parse_text(row.get("region")),
        "audio_type": parse_text(row.get("audio_type")),
        "engine": parse_int(row.get("engine"), default=1),
        "policy_type": parse_text((row.get("policy") or {}).get("type")),
        "num": parse_int(row.get("num")),
        "size": parse_int(row.get("size")),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def scanned_file_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": parse_text(row.get("name")),
        "uri": parse_text(row.get("uri")),
        "data_type": parse_text(row.get("data_type")),
        "duration": parse_seconds(row.get("duration")),
        "engine": parse_int(row.get("engine"), default=1),
        "state": parse_int(row["state"]),
        "music_detected": parse_int(row.get("music_detected")),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def bucket_ids(row: Mapping[str, Any]) -> Iterable[int]:
    """The ids in a container's list of buckets. Entries that are only a name are left out."""
    buckets = row.get("buckets") or []
    return [int(bucket["id"]) for bucket in buckets if isinstance(bucket, dict)]


def scope_of(container: Container) -> Scope:
    """The list of a container's files."""
    return Scope(str(container.pk), f"of {container.name}", container.region)


def container_scopes() -> Iterable[Scope]:
    """A list of scanned files for each container."""
    containers = (
        Container.objects.live()
        .order_by("id")
        .values_list("id", "name", "region", "num", "updated_at")
    )
    return [
        Scope(str(key), f"of {name}", region, mark=f"{num} {updated_at}")
        for key, name, region, num, updated_at in containers
    ]


CONTAINERS = Resource(
    name="containers",
    label="containers",
    model=Container,
    path="fs-containers",
    columns=container_columns,
    secret_fields=("callback_url",),
    links=(LinkTable(ContainerBucket, "container_id", "bucket_id", bucket_ids),),
)
SCANNED_FILES = Resource(
    name="scanned-files",
    label="scanned files",
    model=ScannedFile,
    path="fs-containers/{scope}/files",
    columns=scanned_file_columns,
    scope_field="container_id",
    scopes=container_scopes,
    moving=ScannedFile.objects.processing,
    ids_per_get=10,
    side_field="results",
    store_side=scans.store_results,
    when_written=scans.settle_without_results,
    has_side=lambda columns: columns["state"] == ScanState.READY,
    parents=("containers",),
)


def register_resources() -> None:
    register(CONTAINERS)
    register(SCANNED_FILES)
