"""How containers, scanned files and their results map to their mirror models."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from mirror import clock, rows
from mirror.resources import Links, Resource, Scope, register
from mirror.rows import moment, number, seconds, text
from scanning.models import Container, ContainerBucket, ScannedFile, ScanResult, ScanState


def container_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": text(row["name"]),
        "region": text(row.get("region")),
        "audio_type": text(row.get("audio_type")),
        "engine": number(row.get("engine"), default=1),
        "policy_type": text((row.get("policy") or {}).get("type")),
        "num": number(row.get("num")),
        "size": number(row.get("size")),
        "created_at": moment(row.get("created_at")),
        "updated_at": moment(row.get("updated_at")),
    }


def scanned_file_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": text(row.get("name")),
        "uri": text(row.get("uri")),
        "data_type": text(row.get("data_type")),
        "duration": seconds(row.get("duration")),
        "engine": number(row.get("engine"), default=1),
        "state": number(row["state"]),
        "music_detected": number(row.get("music_detected")),
        "created_at": moment(row.get("created_at")),
        "updated_at": moment(row.get("updated_at")),
    }


def bucket_ids(row: Mapping[str, Any]) -> Iterable[int]:
    """The ids in a container's list of buckets; a name alone says nothing about an id."""
    buckets = row.get("buckets") or []
    return [int(bucket["id"]) for bucket in buckets if isinstance(bucket, dict)]


def store_results(file_id: UUID, results: Any, requested_at: datetime) -> None:
    """Keep the results of a scan, unless a later answer is already kept."""
    row_hash = rows.hash_of(results)
    kept = ScanResult.objects.filter(pk=file_id).values_list("row_hash", "fetched_at").first()
    if kept is not None and (
        kept[0] == row_hash or (kept[1] > requested_at and not clock.is_from_the_future(kept[1]))
    ):
        return
    sections = results.values() if isinstance(results, dict) else []
    ScanResult.objects.bulk_create(
        [
            ScanResult(
                pk=file_id,
                payload=orjson.dumps(results).decode(),
                row_hash=row_hash,
                fetched_at=requested_at,
                matches=sum(len(section) for section in sections if isinstance(section, list)),
            )
        ],
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["payload", "row_hash", "fetched_at", "matches"],
    )


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
    links=(Links(ContainerBucket, "container_id", "bucket_id", bucket_ids),),
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
    on_side=store_results,
    wants_side=lambda columns: columns["state"] == ScanState.READY,
    parents=("containers",),
)


def register_resources() -> None:
    register(CONTAINERS)
    register(SCANNED_FILES)
