"""Uploads into containers. Source: docs.acrcloud.com, Console API, File Scanning."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core.ui.ids import is_id
from core.uploads.models import Upload
from core.uploads.targets import (
    NoSuchTargetError,
    Target,
    TargetKind,
    register,
    title_matcher,
    video_id_in_url,
)
from scanning.models import Container, ScannedFile, ScanState
from scanning.resources import SCANNED_FILES, scope_of
from scanning.states import state_of_file

CONTAINER = "container"
_matches_name = title_matcher("name")


def resolve_container(container_id: str) -> Target:
    """Raises NoSuchTargetError."""
    container = (
        Container.objects.live().filter(pk=int(container_id)).first()
        if is_id(container_id)
        else None
    )
    if container is None:
        raise NoSuchTargetError("There is no such container.")
    url = reverse("scanning:container", args=[container.pk])
    return Target(scope_of(container), container.name, url)


def matches_upload(upload: Upload, row: Mapping[str, Any]) -> bool:
    """Compare by the given name, or by the video's id where the platform names the file."""
    if _matches_name(upload, row):
        return True
    video_id = video_id_in_url(str(upload.fields.get("url", "")))
    return not upload.title and bool(video_id) and str(row.get("uri")).endswith(f":{video_id}")


def register_target() -> None:
    register(
        TargetKind[ScannedFile](
            name=CONTAINER,
            resource=SCANNED_FILES,
            title_field="name",
            file_types=("audio", "fingerprint"),
            reference_types={"audio_url": "url", "platforms": "url"},
            resolve=resolve_container,
            titled_by_remote=("platforms",),
            titled_with_extension=True,
            matches_upload=matches_upload,
            state_of=state_of_file,
            is_processing=lambda file: file.state == ScanState.PROCESSING and not file.is_gone,
            error_of=lambda file: str(file.document.get("error") or ""),
            url_of=lambda file: reverse("scanning:file", args=[file.container_id, file.pk]),
        )
    )
