"""The list pages of containers and of their scanned files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse

from core.mirror.search.queries import indexed_search
from core.mirror.tables import (
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
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    Filter,
    ListAction,
    ListPage,
    choices_of,
    day_filters,
    field_filter,
    number_filters,
    search_in,
    values_of,
)
from core.ui.markup import row_address
from scanning.models import Container, ScanEngine, ScannedFile, ScanState
from scanning.states import state_of_container, state_of_file


def engine_label(row: Container | ScannedFile) -> str:
    if row.engine is None:
        return formats.EMPTY_VALUE
    is_documented = row.engine in ScanEngine.values
    return str(ScanEngine(row.engine).label) if is_documented else f"Engine {row.engine}"


def match_count(file: ScannedFile) -> int | None:
    """How many matches the scan found; None before its results are mirrored."""
    return file.result.matches if hasattr(file, "result") else None


def file_actions(container_id: int) -> tuple[ListAction, ...]:
    return (
        ListAction(
            label="Scan again",
            icon="refresh",
            url=reverse("scanning:rescan_selected", args=[container_id]),
        ),
        ListAction(
            label="Delete",
            icon="trash",
            url=reverse("scanning:delete_selected", args=[container_id]),
        ),
    )


CONTAINERS = ListPage[Container](
    name="containers",
    singular="container",
    plural="containers",
    order="name",
    is_gone=is_gone,
    columns=(
        name_column("Container", lambda row: row_address("scanning:container", row.pk)),
        state_column(state_of_container),
        Column(key="engine", label="Engine", cell=engine_label, value=engine_label),
        region_column(),
        *content_columns(),
        changed_column(),
        mirrored_column(),
        id_column(),
    ),
    filters=(
        field_filter("engine", "Engine", choices_of(ScanEngine)),
        field_filter("region", "Region", values_of(Container.objects.live, "region")),
        gone_filter(),
    ),
    search=search_in("name", ids=["id"]),
    search_label="Search containers",
    empty=EmptyState(
        icon="scan",
        title="No containers are mirrored yet",
        text="A container scans recordings from end to end and shows what plays when.",
    ),
)

_FILES = ListPage[ScannedFile](
    name="scanned-files",
    singular="scanned file",
    plural="scanned files",
    order="-scanned",
    is_gone=is_gone,
    columns=(
        name_column(
            "Recording", lambda row: row_address("scanning:file", row.container_id, row.pk)
        ),
        state_column(state_of_file),
        Column(
            key="matches",
            label="Matches",
            cell=lambda row: formats.number(match_count(row)),
            value=match_count,
            numeric=True,
            unit="matches",
        ),
        length_column(),
        Column(key="data_type", label="Came as", cell=lambda row: row.data_type, narrow="off"),
        Column(
            key="uri",
            label="Source",
            cell=lambda row: clipped(row.uri),
            shown_by_default=False,
            narrow="off",
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
    typed_filters=(
        *day_filters("created_at", "Added"),
        *number_filters("duration", "Seconds", "length"),
    ),
    search=indexed_search("name", "uri"),
    search_label="Search names and sources",
    empty=EmptyState(
        icon="waveform",
        title="Nothing has been scanned in this container yet",
        text="Recordings sent to it are listed here with what was found in them.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesExtension:
    """What an app above adds to the list of scanned files: `add` gives the rows what cells need."""

    columns: tuple[Column[ScannedFile], ...]
    filters: tuple[Filter[ScannedFile], ...]
    add: Callable[[QuerySet[ScannedFile]], QuerySet[ScannedFile]]


_extensions: list[FilesExtension] = []


def extend_files(extension: FilesExtension) -> None:
    _extensions.append(extension)


def files_list() -> ListPage[ScannedFile]:
    """The list of a container's scanned files, with what apps above have added."""
    name_and_state, others = _FILES.columns[:2], _FILES.columns[2:]
    added = [column for extension in _extensions for column in extension.columns]
    filters = [one for extension in _extensions for one in extension.filters]
    return replace(
        _FILES,
        columns=(*name_and_state, *added, *others),
        filters=(*_FILES.filters, *filters),
    )


def with_extensions(rows: QuerySet[ScannedFile]) -> QuerySet[ScannedFile]:
    """The rows with what the columns of apps above show."""
    for extension in _extensions:
        rows = extension.add(rows)
    return rows
