"""What the lists of mirrored rows have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mirror import tally
from mirror.models import MirrorRow
from ui import formats
from ui.lists import Column, Filter
from ui.lists.columns import Choices
from ui.lists.page import Count
from ui.states import State

GONE = "gone"


def state_filter(states: Choices, label: str = "State") -> Filter[Any]:
    """Rows in these states, or gone ones; when none is chosen, all that the remote still has."""

    def apply(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        wanted = [value for value in values if value != GONE]
        live = rows.filter(gone_at=None)
        if wanted:
            live = live.filter(state__in=wanted)
        if GONE not in values:
            return live
        gone = rows.exclude(gone_at=None)
        return live | gone if wanted else gone

    return Filter(name="state", label=label, choices=lambda: [*states, (GONE, "Gone")], apply=apply)


def counted(model: type[MirrorRow], scope: int) -> Count:
    """How many rows of a long list each choice of its `state_filter` shows, without counting."""

    def count(chosen: Mapping[str, Sequence[str]]) -> int:
        kept, values = tally.of(model, scope), chosen.get("state", [])
        if GONE in values and len(values) == 1:
            return kept.gone
        return kept.count([int(value) for value in values if value != GONE], gone=GONE in values)

    return count


def gone_filter() -> Filter[Any]:
    """For rows whose remote state says nothing: there, or gone."""
    return state_filter([], label="Gone")


def link(address: str, text: str) -> SafeString:
    """The first cell of a row; the whole text on hover, for where it is cut off."""
    return format_html('<a href="{}" title="{}">{}</a>', address, text, text)


def clipped(text: str) -> SafeString:
    """A cell whose text may be long."""
    return format_html('<span class="clip" title="{}">{}</span>', text, text or formats.NOTHING)


def name_column(label: str, address: Callable[[Any], str]) -> Column[Any]:
    """What a row is called, as a link to its page."""
    return Column(
        key="name",
        label=label,
        cell=lambda row: link(address(row), str(row)),
        sort="name",
        narrow="title",
    )


def state_column(state_of: Callable[[Any], State]) -> Column[Any]:
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
    """How many files are in it, and how long they play together."""
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
        shown=False,
        narrow="off",
    )


def mirrored_column() -> Column[Any]:
    return Column(
        key="fetched_at",
        label="Mirrored",
        cell=lambda row: formats.ago(row.fetched_at),
        shown=False,
        narrow="off",
    )


def is_gone(row: MirrorRow) -> bool:
    return row.is_gone
