"""Acts on base projects. Source: docs.acrcloud.com, Console API, Base Projects."""

from collections.abc import Sequence
from typing import Any

from core.accounts.audit import Actor, record
from core.mirror import secrets, writes
from projects.models import Project
from projects.resources import PROJECTS


def create_project(
    *,
    name: str,
    region: str,
    type: str,
    buckets: Sequence[int],
    audio_type: str = "linein",
    external_ids: Sequence[str] = (),
    by: Actor,
) -> Project:
    """Make a project at the remote.

    Raises RemoteError (RemoteRefusedError with field errors), ReadOnlyError.
    """
    fields: dict[str, Any] = {
        "name": name,
        "region": region,
        "type": type,
        "buckets": list(buckets),
        "audio_type": audio_type,
        "external_ids": list(external_ids),
    }
    project = writes.create_object(PROJECTS, fields)
    record(actor=by, act="create project", target=f"project {project.pk}", **fields)
    return project


def change_project(
    *,
    project: Project,
    name: str | None = None,
    buckets: Sequence[int] | None = None,
    audio_type: str | None = None,
    external_ids: Sequence[str] | None = None,
    by: Actor,
) -> Project:
    """Change a project; None leaves as it is. Raises RemoteError, ReadOnlyError."""
    fields: dict[str, Any] = {
        "name": name,
        "buckets": None if buckets is None else list(buckets),
        "audio_type": audio_type,
        "external_ids": None if external_ids is None else list(external_ids),
    }
    given = {key: value for key, value in fields.items() if value is not None}
    changed = writes.change_object(PROJECTS, project.pk, given)
    record(actor=by, act="change project", target=f"project {project.pk}", **given)
    return changed


def delete_project(*, project: Project, by: Actor) -> None:
    """Delete a project: its key stops working at once. Raises RemoteError, ReadOnlyError."""
    writes.delete_objects(PROJECTS, [project.pk])
    record(actor=by, act="delete project", target=f"project {project.pk}", name=project.name)


def reveal_secret(*, project: Project, by: Actor) -> str:
    """The project's access secret, for a person who may see it; the trail says who did.

    Raises SecretsLostError.
    """
    secret = secrets.unseal(project.secrets).get("access_secret", "")
    record(actor=by, act="reveal project's key", target=f"project {project.pk}")
    return secret
