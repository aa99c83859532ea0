"""How base projects map to their mirror model."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.mirror.parsing import parse_int, parse_text, parse_time
from core.mirror.resources import LinkTable, Resource, register
from projects.models import Project, ProjectBucket


def project_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": parse_text(row["name"]),
        "service_type": parse_text(row.get("service_type") or row.get("type")),
        "region": parse_text(row.get("region")),
        "state": parse_int(row.get("state"), default=1),
        "access_key": parse_text(row["access_key"]),
        "audio_type": parse_text(row.get("audio_type")),
        "day_limit": parse_int(row.get("day_limit")),
        "created_at": parse_time(row.get("created_at")),
        "updated_at": parse_time(row.get("updated_at")),
    }


def bucket_ids(row: Mapping[str, Any]) -> Iterable[int]:
    """The ids in an object's list of buckets."""
    return [int(bucket["id"]) for bucket in row.get("buckets") or []]


PROJECTS = Resource(
    name="projects",
    label="base projects",
    model=Project,
    path="base-projects",
    columns=project_columns,
    secret_fields=("access_secret",),
    links=(LinkTable(ProjectBucket, "project_id", "bucket_id", bucket_ids),),
)


def register_resources() -> None:
    register(PROJECTS)
