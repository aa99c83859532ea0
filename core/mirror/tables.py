"""Columns and filters that the lists of mirrored rows share."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from core.mirror import tally
from core.mirror.models import MirrorRow
from core.ui import formats
from core.ui.lists import Column, EmptyState, Filter
from core.ui.lists.columns import Choices
from core.ui.lists.page import Count
from core.ui.markup import markup
from core.ui.states import StateBadge

GONE = "gone"
NOT_READ = EmptyState(
    icon="refresh",
    title="Not read yet",
    text="The remote’s list has not been read, so nobody knows here what is in it. A pass reads it "
    "by itself; the Sync page tells how far it is.",
)


def state_filter(states: Choices, label: str = "State") -> Filter[Any]:
    """Filters by state, or gone rows; when none is chosen, all live rows."""

    def apply(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        chosen_states = [value for value in values if value != GONE]
        live = rows.filter(gone_at=None)
        if chosen_states:
            live = live.filter(state__in=chosen_states)
        if GONE not in values:
            return live
        gone = rows.exclude(gone_at=None)
        return live | gone if chosen_states else gone

    return Filter(name="state", label=label, choices=lambda: [*states, (GONE, "Gone")], apply=apply)


def count_by_tally(model: type[MirrorRow], scope: int) -> Count:
    """Counts the rows of a long list for each choice of its `state_filter` by the tally."""

    def count(chosen: Mapping[str, Sequence[str]]) -> int:
        counts, values = tally.tally_of_scope(model, scope), chosen.get("state", [])
        if GONE in values and len(values) == 1:
            return counts.gone
        return counts.count([int(value) for value in values if value != GONE], gone=GONE in values)

    return count


def gone_filter() -> Filter[Any]:
    """For rows without a state: live, or gone."""
    return state_filter([], label="Gone")


def link(address: str, text: str) -> SafeString:
    """The link in the first cell of a row, with the whole text on hover."""
    return markup('<a href="{}" title="{}">{}</a>', address, text, text)


def clipped(text: str) -> SafeString:
    """A cell whose text may be long."""
    return markup('<span class="clip" title="{}">{}</span>', text, text or formats.EMPTY_VALUE)


def name_column(label: str, address: Callable[[Any], str]) -> Column[Any]:
    """The name of a row, as a link to its page."""
    return Column(
        key="name",
        label=label,
        cell=lambda row: link(address(row), str(row)),
        sort="name",
        narrow="title",
    )


def state_column(state_of: Callable[[Any], StateBadge]) -> Column[Any]:
    return Column(
        key="state",
        label="State",
        cell=lambda row: state_of(row).badge(),
        value=lambda row: state_of(row).word,
        narrow="aside",
    )


def region_column() -> Column[Any]:
    return Column(key="region", label="Region", cell=lambda row: row.region, sort="region")


def content_columns() -> tuple[Column[Any], ...]:
    """The number of files in it, and their total duration."""
    return (
        Column(
            key="num",
            label="Files",
            cell=lambda row: formats.number(row.num),
            sort="num",
            numeric=True,
            unit="files",
        ),
        Column(
            key="size",
            label="Audio",
            cell=lambda row: formats.span(row.size),
            sort="size",
            numeric=True,
        ),
    )


def length_column() -> Column[Any]:
    return Column(
        key="duration",
        label="Length",
        cell=lambda row: formats.clock(row.duration),
        sort="duration",
        numeric=True,
    )


def changed_column() -> Column[Any]:
    return Column(
        key="updated_at",
        label="Changed",
        cell=lambda row: formats.ago(row.updated_at),
        sort="updated_at",
        narrow="off",
    )


def id_column() -> Column[Any]:
    return Column(
        key="id",
        label="Id",
        cell=lambda row: formats.copyable(row.pk, "the id"),
        value=lambda row: row.pk,
        shown_by_default=False,
        narrow="off",
    )


def mirrored_column() -> Column[Any]:
    return Column(
        key="fetched_at",
        label="Mirrored",
        cell=lambda row: formats.ago(row.fetched_at),
        shown_by_default=False,
        narrow="off",
    )


def unread_state(read_at: datetime | None) -> EmptyState | None:
    """What to show of a list that has no rows, where it was never read."""
    return None if read_at else NOT_READ


def is_gone(row: MirrorRow) -> bool:
    return row.is_gone
