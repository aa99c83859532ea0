"""Uploads into containers. Source: document 001 of the Console API (file scanning)."""

from django.urls import reverse

from buckets.uploads.targets import NoSuchPlace, Place, Target, has_same_title, register
from scanning.models import Container, ScannedFile, ScanState
from scanning.resources import SCANNED_FILES
from scanning.services.files import scope_of
from scanning.states import state_of_file

CONTAINER = "container"


def container_place(container_id: str) -> Place:
    known = container_id.isascii() and container_id.isdigit() and len(container_id) < 19
    container = Container.objects.live().filter(pk=int(container_id)).first() if known else None
    if container is None:
        raise NoSuchPlace("There is no such container.")
    url = reverse("scanning:container", args=[container.pk])
    return Place(scope_of(container), container.name, url)


def register_target() -> None:
    register(
        Target[ScannedFile](
            kind=CONTAINER,
            resource=SCANNED_FILES,
            title_field="name",
            data_types=("audio", "fingerprint"),
            referring={"audio_url": "url", "platforms": "url"},
            place=container_place,
            is_same=has_same_title("name"),
            state_of=state_of_file,
            is_moving=lambda file: file.state == ScanState.PROCESSING and not file.is_gone,
            error_of=lambda file: str(file.document.get("error") or ""),
            url_of=lambda file: reverse("scanning:file", args=[file.container_id, file.pk]),
        )
    )
