"""The list page of plays."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.mirror.search.queries import indexed_search
from core.mirror.tables import clipped, name_column
from core.ui import formats
from core.ui.lists import Column, EmptyState, ListPage, search_in
from plays import filters
from plays.models import Play, Station
from scanning.models import Container, ScannedFile
from scanning.results.reading import SECTIONS

SECTION_LABELS = {section.key: section.label for section in SECTIONS}
_LOOKS = {section.key: section.look for section in SECTIONS}
search_plays = indexed_search("title", "artists", "label", "isrc", "upc")
NOT_ON_AIR = (
    "When this recording was on air isn’t known: counted from when it was sent to be scanned."
)


def with_neighbours(rows: QuerySet[Play]) -> QuerySet[Play]:
    """With recording, container and station, each in one more query."""
    return rows.prefetch_related(
        Prefetch("file", ScannedFile.objects.only("name", "container_id")),
        Prefetch("container", Container.objects.only("name")),
        "station",
    )


def recording_name(play: Play) -> str:
    try:
        return str(play.file)
    except ScannedFile.DoesNotExist:
        return str(play.file_id)


def container_name(play: Play) -> str:
    try:
        return play.container.name
    except Container.DoesNotExist:
        return str(play.container_id)


def on_air_time(play: Play) -> datetime | None:
    return play.heard_at if play.is_on_air else None


def heard_cell(play: Play) -> SafeString:
    """The moment in the station's zone; relative where it isn't known when it was on air."""
    if not play.is_on_air:
        return format_html(
            '<span class="quiet" title="{}">sent {}</span>',
            NOT_ON_AIR,
            formats.relative_time(play.heard_at, timezone.now()),
        )
    zone = play.station.zone_info if play.station else timezone.get_current_timezone()
    local = play.heard_at.astimezone(zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        play.heard_at.isoformat(timespec="seconds"),
        f"{local:%Z}, {play.heard_at:%Y-%m-%d %H:%M:%S} UTC",
        f"{local.day} {local:%b %Y, %H:%M:%S}",
    )


def section_cell(key: str) -> SafeString:
    return format_html(
        '<svg class="swatch" width="10" height="10" aria-hidden="true">'
        '<rect class="bar-{}" width="10" height="10" rx="2"/></svg>{}',
        _LOOKS.get(key, "music"),
        SECTION_LABELS.get(key, key),
    )


def _piece_cell(play: Play) -> SafeString:
    return format_html(
        '<a href="{}" title="{}">{}</a> <span class="quiet">{}</span>{}',
        reverse("plays:piece", args=[play.piece]),
        f"{play.title}, {play.artists}" if play.artists else play.title,
        play.title,
        play.artists,
        format_html(' <span class="quiet num">+{}</span>', play.alternates)
        if play.alternates
        else "",
    )


def _recording_cell(play: Play) -> SafeString:
    return format_html(
        '<span class="heard-where"><a class="clip" href="{}" title="{}">{}</a>'
        ' <span class="quiet num">{}</span></span>',
        reverse("scanning:file", args=[play.container_id, play.file_id]),
        recording_name(play),
        recording_name(play),
        formats.clock(play.begin),
    )


def score_text(score: float | None) -> str:
    return formats.EMPTY_VALUE if score is None else f"{score:.4g}"


def _score_cell(play: Play) -> SafeString | str:
    """The score that plays are compared by, which says on hover which of the two it is."""
    if play.segment_score is None and play.match_score is None:
        return formats.EMPTY_VALUE
    which = "The match’s score" if play.segment_score is None else "The segment’s score"
    return format_html('<span title="{}">{}</span>', which, score_text(play.score))


HEARD = ListPage[Play](
    name="plays",
    singular="play",
    plural="plays",
    order="-heard",
    columns=(
        Column(
            key="piece", label="Piece", cell=_piece_cell, value=lambda play: play.title,
            narrow="title",
        ),
        Column(
            key="artists", label="Artists", cell=lambda play: clipped(play.artists),
            shown_by_default=False, narrow="off",
        ),
        Column(
            key="heard", label="On air", cell=heard_cell, value=on_air_time, sort="heard_at",
        ),
        Column(
            key="station", label="Station",
            cell=lambda play: play.station or "",
            value=lambda play: play.station and play.station.name,
        ),
        Column(key="recording", label="Recording", cell=_recording_cell, value=recording_name),
        Column(
            key="begin", label="From", cell=lambda play: formats.clock(play.begin),
            value=lambda play: round(play.begin, 3), numeric=True, shown_by_default=False,
            narrow="off",
        ),
        Column(
            key="played", label="Played", cell=lambda play: formats.clock(play.played),
            value=lambda play: round(play.played, 3), numeric=True,
        ),
        Column(
            key="section", label="Section", cell=lambda play: section_cell(play.section),
            value=lambda play: SECTION_LABELS.get(play.section, play.section),
        ),
        Column(
            key="score", label="Score", cell=_score_cell, value=lambda play: play.score,
            numeric=True, unit="score",
        ),
        Column(
            key="segment_score", label="Segment score",
            cell=lambda play: score_text(play.segment_score), numeric=True,
            shown_by_default=False, narrow="off",
        ),
        Column(
            key="match_score", label="Match score",
            cell=lambda play: score_text(play.match_score), numeric=True,
            shown_by_default=False, narrow="off",
        ),
        Column(key="isrc", label="ISRC", cell=lambda play: play.isrc, narrow="off"),
        Column(
            key="label", label="Label", cell=lambda play: clipped(play.label),
            shown_by_default=False, narrow="off",
        ),
        Column(
            key="album", label="Album", cell=lambda play: clipped(play.album),
            shown_by_default=False, narrow="off",
        ),
        Column(
            key="upc", label="UPC", cell=lambda play: play.upc, shown_by_default=False,
            narrow="off",
        ),
        Column(
            key="container", label="Container", cell=container_name, value=container_name,
            shown_by_default=False, narrow="off",
        ),
    ),
    filters=filters.MENUS,
    typed_filters=filters.TYPED,
    search=search_plays,
    sums="plays:totals",
    search_label="Search pieces, artists, labels, ISRCs",
    empty=EmptyState(
        icon="playlist",
        title="Nothing has been heard yet",
        text="Each piece that a scan recognizes is listed here: what, where, when, for how long.",
    ),
)  # fmt: skip

# The same on the page of one piece, which needs no name.
OF_PIECE = replace(
    HEARD,
    name="plays-of-piece",
    columns=tuple(column for column in HEARD.columns if column.key not in ("piece", "artists")),
    sums="",
    search_label="Search the names it was met under",
)

STATIONS = ListPage[Station](
    name="stations",
    singular="station",
    plural="stations",
    order="name",
    columns=(
        name_column("Station", lambda row: reverse("plays:station", args=[row.pk])),
        Column(key="code", label="Code", cell=lambda row: row.code, sort="code"),
        Column(key="zone", label="Time zone", cell=lambda row: row.zone),
    ),
    search=search_in("name", "code"),
    search_label="Search stations",
    empty=EmptyState(
        icon="radio",
        title="No stations yet",
        text="A station says whose programme a recording is, and by which clock it was on air.",
    ),
)
