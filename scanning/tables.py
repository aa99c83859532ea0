"""The lists of containers and of their scanned files."""

from django.urls import reverse

from mirror.search import find_in
from mirror.tables import (
    changed_column,
    clipped,
    content_columns,
    gone_filter,
    id_column,
    is_gone,
    length_column,
    mirrored_column,
    name_column,
    region_column,
    state_column,
    state_filter,
)
from scanning.models import Container, Engine, ScannedFile, ScanState
from scanning.states import state_of_container, state_of_file
from ui import formats
from ui.lists import Act, Column, Empty, ListPage, choices_of, field_filter, search_in, values_of


def engine_label(row: Container | ScannedFile) -> str:
    if row.engine is None:
        return formats.NOTHING
    known = row.engine in Engine.values
    return str(Engine(row.engine).label) if known else f"Engine {row.engine}"


def matches(file: ScannedFile) -> int | None:
    """How many matches the scan found; None before its results are here."""
    return file.result.matches if hasattr(file, "result") else None


def file_acts(container_id: int) -> tuple[Act, ...]:
    return (
        Act(
            label="Scan again",
            icon="refresh",
            url=reverse("scanning:rescan_picked", args=[container_id]),
        ),
        Act(
            label="Delete", icon="trash", url=reverse("scanning:delete_picked", args=[container_id])
        ),
    )


CONTAINERS = ListPage[Container](
    name="containers",
    one="container",
    many="containers",
    order="name",
    is_gone=is_gone,
    columns=(
        name_column("Container", lambda row: reverse("scanning:container", args=[row.pk])),
        state_column(state_of_container),
        Column(key="engine", label="Engine", cell=engine_label, value=engine_label),
        region_column(),
        *content_columns(),
        changed_column(),
        mirrored_column(),
        id_column(),
    ),
    filters=(
        field_filter("engine", "Engine", choices_of(Engine)),
        field_filter("region", "Region", values_of(Container.objects.live, "region")),
        gone_filter(),
    ),
    search=search_in("name", ids=["id"]),
    search_label="Search containers",
    empty=Empty(
        icon="scan",
        title="No containers are mirrored yet",
        text="A container takes recordings, scans each from end to end and says what plays when.",
    ),
)

FILES = ListPage[ScannedFile](
    name="scanned-files",
    one="scanned file",
    many="scanned files",
    order="-scanned",
    is_gone=is_gone,
    columns=(
        name_column(
            "Recording", lambda row: reverse("scanning:file", args=[row.container_id, row.pk])
        ),
        state_column(state_of_file),
        Column(
            key="matches",
            label="Matches",
            cell=lambda row: formats.number(matches(row)),
            value=matches,
            numeric=True,
            unit="matches",
        ),
        length_column(),
        Column(key="data_type", label="Came as", cell=lambda row: row.data_type, narrow="off"),
        Column(
            key="uri", label="Source", cell=lambda row: clipped(row.uri), shown=False, narrow="off"
        ),
        Column(
            key="scanned",
            label="Added",
            cell=lambda row: formats.ago(row.created_at),
            value=lambda row: row.created_at,
            sort="created_at",
        ),
        mirrored_column(),
        id_column(),
    ),
    filters=(state_filter(choices_of(ScanState)),),
    search=find_in("name", "uri"),
    search_label="Search names and sources",
    empty=Empty(
        icon="waveform",
        title="Nothing has been scanned in this container yet",
        text="Recordings sent to it show up here with what was found in them.",
    ),
)
