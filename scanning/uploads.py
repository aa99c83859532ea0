"""Uploads into containers. Source: docs.acrcloud.com, Console API, File Scanning."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from buckets.models import Upload
from buckets.uploads.targets import (
    NoSuchPlace,
    Place,
    Target,
    has_same_title,
    register,
    video_in,
)
from scanning.models import Container, ScannedFile, ScanState
from scanning.resources import SCANNED_FILES
from scanning.services.files import scope_of
from scanning.states import state_of_file
from ui.ids import is_id

CONTAINER = "container"
_by_name = has_same_title("name")


def container_place(container_id: str) -> Place:
    container = (
        Container.objects.live().filter(pk=int(container_id)).first()
        if is_id(container_id)
        else None
    )
    if container is None:
        raise NoSuchPlace("There is no such container.")
    url = reverse("scanning:container", args=[container.pk])
    return Place(scope_of(container), container.name, url)


def is_same(upload: Upload, row: Mapping[str, Any]) -> bool:
    """By the name it was given; where the platform knows the name, by the video's id."""
    if _by_name(upload, row):
        return True
    video = video_in(str(upload.fields.get("url", "")))
    return not upload.title and bool(video) and str(row.get("uri")).endswith(f":{video}")


def register_target() -> None:
    register(
        Target[ScannedFile](
            kind=CONTAINER,
            resource=SCANNED_FILES,
            title_field="name",
            data_types=("audio", "fingerprint"),
            referring={"audio_url": "url", "platforms": "url"},
            place=container_place,
            self_titled=("platforms",),
            is_same=is_same,
            state_of=state_of_file,
            is_moving=lambda file: file.state == ScanState.PROCESSING and not file.is_gone,
            error_of=lambda file: str(file.document.get("error") or ""),
            url_of=lambda file: reverse("scanning:file", args=[file.container_id, file.pk]),
        )
    )
