"""How base projects map to their mirror model."""

from collections.abc import Iterable, Mapping
from typing import Any

from mirror.resources import Links, Resource, register
from mirror.rows import moment, number, text
from projects.models import Project, ProjectBucket


def project_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": text(row["name"]),
        "service_type": text(row.get("service_type") or row.get("type")),
        "region": text(row.get("region")),
        "state": number(row.get("state"), default=1),
        "access_key": text(row["access_key"]),
        "audio_type": text(row.get("audio_type")),
        "day_limit": number(row.get("day_limit")),
        "created_at": moment(row.get("created_at")),
        "updated_at": moment(row.get("updated_at")),
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
    links=(Links(ProjectBucket, "project_id", "bucket_id", bucket_ids),),
)


def register_resources() -> None:
    register(PROJECTS)
