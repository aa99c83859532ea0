"""The filters of plays that pages and REST share: their names, and what they do to a queryset."""

from typing import Any

from django.db.models import QuerySet

from buckets.models import Bucket
from core.ui.ids import is_id
from core.ui.lists import Filter, TypedFilter, day_filters, number_filters
from core.ui.lists.columns import MAX_CHOICES, Choices
from plays.models import Play, Station
from scanning.models import Container
from scanning.results.reading import SECTIONS, normalized_isrc


def sections() -> Choices:
    return [(section.key, section.label) for section in SECTIONS if section.is_match]


def _by_id(name: str, label: str, choices: Any, field: str) -> Filter[Play]:
    def apply(rows: QuerySet[Play], values: list[str]) -> QuerySet[Play]:
        return rows.filter(**{f"{field}__in": values}) if values else rows

    return Filter(name=name, label=label, choices=choices, apply=apply)


def _stations() -> Choices:
    stations = Station.objects.values_list("pk", "name")[:MAX_CHOICES]
    return [(str(key), name) for key, name in stations]


def _containers() -> Choices:
    containers = Container.objects.order_by("name", "pk").values_list("pk", "name")
    return [(str(key), name) for key, name in containers[:MAX_CHOICES]]


def _buckets() -> Choices:
    buckets = Bucket.objects.order_by("name", "pk").values_list("pk", "name")
    return [(str(key), name) for key, name in buckets[:MAX_CHOICES]]


STATION = _by_id("station", "Station", _stations, "station")
CONTAINER = _by_id("container", "Container", _containers, "container")
BUCKET = _by_id("bucket", "Bucket", _buckets, "bucket_id")
SECTION = _by_id("section", "Section", sections, "section")


def _equal(name: str, label: str, field: str, **options: Any) -> TypedFilter[Play]:
    def apply(rows: QuerySet[Play], value: str) -> QuerySet[Play]:
        return rows.filter(**{field: value})

    return TypedFilter(name=name, label=label, apply=apply, **options)


def _title_of_piece(value: str) -> str:
    newest = Play.objects.filter(piece=value).order_by("-heard_at", "-id")
    return newest.values_list("title", flat=True).first() or value


PIECE = _equal(
    "piece",
    "Piece",
    "piece",
    read=lambda text: text if is_id(text) else "",
    shown=_title_of_piece,
    input_type="hidden",
)
ARTISTS = _equal("artists", "Artists", "artists")
LABEL = _equal("label", "Label", "label")
ISRC = _equal("isrc", "ISRC", "isrc", read=normalized_isrc)
UPC = _equal("upc", "UPC", "upc")
ACR_ID = _equal("acr_id", "ACR id", "acr_id", input_type="hidden")
FROM, TO = day_filters("heard_at", "Heard")
SCORE, _ = number_filters("score", "Score", "score")
MENUS = (STATION, CONTAINER, BUCKET, SECTION)
TYPED = (FROM, TO, ARTISTS, LABEL, ISRC, UPC, SCORE, PIECE, ACR_ID)
