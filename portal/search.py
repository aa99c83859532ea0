"""Search across everything that is mirrored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from buckets import states as bucket_states
from buckets.models import AudioFile, Bucket
from core.accounts.http import AuthenticatedHttpRequest
from core.mirror.search.queries import indexed_search
from core.ui.lists import SearchResult, keyset, search_in
from core.ui.lists.keyset import Order
from core.ui.states import StateBadge
from plays.models import Play
from plays.tables import search_plays
from projects.models import Project
from projects.states import state_of as state_of_project
from scanning import states as scanning_states
from scanning.models import Container, ScannedFile

MAX_HITS = 8
# The plays that are looked through for so many pieces.
MAX_PLAYS = 100
MAX_QUERY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SearchHit:
    url: str
    title: str
    where: str
    state: StateBadge | None = None


@dataclass(frozen=True, slots=True)
class SearchSection:
    """The hits of one kind. `more_url` lists all of them, where such a list exists."""

    label: str
    icon: str
    hits: list[SearchHit]
    has_more: bool
    more_url: str


@require_safe
def search(request: AuthenticatedHttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY_LENGTH]
    context = {"text": text, "sections": _sections(text) if text else []}
    return render(request, "portal/search.html", context)


def _sections(text: str) -> list[SearchSection]:
    sections = [
        _pieces(text),
        _section(
            "Audio files",
            "file-music",
            indexed_search("title", "audio_id", ids=["id"], hex_ids=["acr_id"])(_files(), text),
            _file_hit,
        ),
        _section(
            "Recordings",
            "waveform",
            indexed_search("name", "uri")(_recordings(), text),
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


def _pieces(text: str) -> SearchSection:
    """The pieces that were heard last, each once."""
    result = search_plays(Play.objects.order_by("-heard_at", "-pk"), text)
    page = keyset.read_page(result, Order.of(result.rows), None, MAX_PLAYS)
    by_piece: dict[int, Play] = {}
    for play in page.rows:
        by_piece.setdefault(play.piece, play)
    hits = [
        SearchHit(reverse("plays:piece", args=[play.piece]), play.title, play.artists)
        for play in list(by_piece.values())[:MAX_HITS]
    ]
    has_more = page.following is not None or len(by_piece) > MAX_HITS
    return SearchSection("Heard", "playlist", hits, has_more, reverse("plays:heard"))


def _section(
    label: str,
    icon: str,
    result: SearchResult[Any],
    hit: Callable[[Any], SearchHit],
    more_url: str = "",
) -> SearchSection:
    page = keyset.read_page(result, Order.of(result.rows), None, MAX_HITS)
    hits = [hit(row) for row in page.rows]
    return SearchSection(label, icon, hits, page.following is not None, more_url)


def _files() -> QuerySet[AudioFile]:
    return AudioFile.objects.select_related("bucket").defer("payload", "secrets").order_by("-pk")


def _recordings() -> QuerySet[ScannedFile]:
    return ScannedFile.objects.select_related("container").order_by("-created_at", "-pk")


def _file_hit(file: AudioFile) -> SearchHit:
    url = reverse("buckets:file", args=[file.bucket_id, file.pk])
    return SearchHit(url, str(file), file.bucket.name, bucket_states.state_of_file(file))


def _recording_hit(file: ScannedFile) -> SearchHit:
    url = reverse("scanning:file", args=[file.container_id, file.pk])
    return SearchHit(url, str(file), file.container.name, scanning_states.state_of_file(file))


def _bucket_hit(bucket: Bucket) -> SearchHit:
    url = reverse("buckets:bucket", args=[bucket.pk])
    return SearchHit(url, bucket.name, bucket.region, bucket_states.state_of_bucket(bucket))


def _project_hit(project: Project) -> SearchHit:
    url = reverse("projects:project", args=[project.pk])
    return SearchHit(url, project.name, project.region, state_of_project(project))


def _container_hit(container: Container) -> SearchHit:
    url = reverse("scanning:container", args=[container.pk])
    return SearchHit(
        url, container.name, container.region, scanning_states.state_of_container(container)
    )
