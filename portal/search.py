"""Search across all that is mirrored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from buckets import states as bucket_states
from buckets.models import AudioFile, Bucket
from mirror.search import find_in
from projects.models import Project
from projects.states import state_of as state_of_project
from scanning import states as scanning_states
from scanning.models import Container, ScannedFile
from ui.lists import Found, keyset, search_in
from ui.lists.keyset import Order
from ui.states import State

SHOWN = 8
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    title: str
    where: str
    state: State


@dataclass(frozen=True, slots=True)
class Section:
    """The hits among one kind of thing. `more_url` lists them all, where such a list exists."""

    label: str
    icon: str
    hits: list[Hit]
    has_more: bool
    more_url: str


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context = {"text": text, "sections": _sections(text) if text else []}
    return render(request, "portal/search.html", context)


def _sections(text: str) -> list[Section]:
    sections = [
        _section(
            "Audio files",
            "file-music",
            find_in("title", "audio_id", ids=["id"], hex_ids=["acr_id"])(_files(), text),
            _file_hit,
        ),
        _section(
            "Recordings",
            "waveform",
            find_in("name", "uri")(_recordings(), text),
            _recording_hit,
        ),
        _section(
            "Buckets",
            "bucket",
            search_in("name", ids=["id"])(Bucket.objects.all(), text),
            _bucket_hit,
            reverse("buckets:list"),
        ),
        _section(
            "Projects",
            "key",
            search_in("name", "access_key", ids=["id"])(Project.objects.all(), text),
            _project_hit,
            reverse("projects:list"),
        ),
        _section(
            "Containers",
            "scan",
            search_in("name", ids=["id"])(Container.objects.all(), text),
            _container_hit,
            reverse("scanning:list"),
        ),
    ]
    return [section for section in sections if section.hits]


def _section(
    label: str,
    icon: str,
    found: Found[Any],
    hit: Callable[[Any], Hit],
    more_url: str = "",
) -> Section:
    window = keyset.read(found, Order.of(found.rows), None, SHOWN)
    hits = [hit(row) for row in window.rows]
    return Section(label, icon, hits, window.following is not None, more_url)


def _files() -> QuerySet[AudioFile]:
    return AudioFile.objects.select_related("bucket").defer("payload", "secrets").order_by("-pk")


def _recordings() -> QuerySet[ScannedFile]:
    return ScannedFile.objects.select_related("container").order_by("-created_at", "-pk")


def _file_hit(file: AudioFile) -> Hit:
    url = reverse("buckets:file", args=[file.bucket_id, file.pk])
    return Hit(url, str(file), file.bucket.name, bucket_states.state_of_file(file))


def _recording_hit(file: ScannedFile) -> Hit:
    url = reverse("scanning:file", args=[file.container_id, file.pk])
    return Hit(url, str(file), file.container.name, scanning_states.state_of_file(file))


def _bucket_hit(bucket: Bucket) -> Hit:
    url = reverse("buckets:bucket", args=[bucket.pk])
    return Hit(url, bucket.name, bucket.region, bucket_states.state_of_bucket(bucket))


def _project_hit(project: Project) -> Hit:
    url = reverse("projects:project", args=[project.pk])
    return Hit(url, project.name, project.region, state_of_project(project))


def _container_hit(container: Container) -> Hit:
    url = reverse("scanning:container", args=[container.pk])
    return Hit(url, container.name, container.region, scanning_states.state_of_container(container))
