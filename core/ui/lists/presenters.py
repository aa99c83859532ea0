"""A list as its template shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic

from django.urls import reverse
from django.utils.safestring import SafeString

from core.ui import formats
from core.ui.lists.columns import Column, M
from core.ui.lists.declaration import EmptyState, ListAction, ListDeclaration
from core.ui.lists.keyset import KeysetPage
from core.ui.lists.query import PAGE_SIZES, ListQuery
from core.ui.markup import as_markup


@dataclass(frozen=True, slots=True)
class ColumnHeader:
    key: str
    label: str
    numeric: bool
    url: str
    direction: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """`cells` are its `<td>` elements: most of a page's time was the template's part in them."""

    pk: str
    is_gone: bool
    cells: SafeString


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """One choice of a menu. `url` chooses it, or removes it when it is chosen."""

    key: str
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterMenu:
    name: str
    label: str
    choices: list[MenuChoice]


@dataclass(frozen=True, slots=True)
class FilterField:
    """The input of a typed filter; `type` is the element's."""

    name: str
    label: str
    value: str
    type: str


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter or search in effect; `url` removes it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ListPresenter(Generic[M]):
    page: ListDeclaration[M]
    query: ListQuery[M]
    window: KeysetPage[M]
    count: int
    limit: int | None
    columns: list[Column[M]]
    actions: tuple[ListAction, ...] = ()
    is_live: bool = False
    unread: EmptyState | None = None

    @property
    def body_id(self) -> str:
        return f"list-{self.page.name}"

    def headers(self) -> Iterator[ColumnHeader]:
        for column in self.columns:
            direction = ""
            if self.query.sort is not None and column.key == self.query.sort.key:
                direction = "descending" if self.query.descending else "ascending"
            url = self.query.sorted_by(column) if column.sort else ""
            yield ColumnHeader(column.key, column.label, column.numeric, url, direction)

    def rows(self) -> Iterator[ListRow]:
        columns = [(column.cell, _cell_start(column), column.unit) for column in self.columns]
        for row in self.window.rows:
            cells = "".join(_cell(cell(row), start, unit) for cell, start, unit in columns)
            yield ListRow(str(row.pk), self.page.is_gone(row), SafeString(cells))

    def menus(self) -> Iterator[FilterMenu]:
        for list_filter in self.page.filters:
            chosen = self.query.chosen.get(list_filter.name, [])
            choices = []
            for value, label in self.query.filter_choices.of(list_filter):
                is_chosen = value in chosen
                others = [other for other in chosen if other != value]
                url = self.query.with_choice(
                    list_filter.name, others if is_chosen else [*chosen, value]
                )
                choices.append(MenuChoice(f"{list_filter.name}-{value}", label, url, is_chosen))
            if choices:
                yield FilterMenu(list_filter.name, list_filter.label, choices)

    def fields(self) -> list[FilterField]:
        """The inputs of the typed filters that people fill in."""
        return [
            FilterField(
                typed.name,
                typed.label,
                next(iter(self.query.chosen.get(typed.name, [])), ""),
                typed.input_type,
            )
            for typed in self.page.typed_filters
            if typed.input_type != "hidden"
        ]

    def carried_by_fields(self) -> list[tuple[str, str]]:
        """The parameters that the form of the typed filters repeats."""
        filled_in = {field.name for field in self.fields()}
        return [(name, value) for name, value in self.query.pairs() if name not in filled_in]

    def active_filters(self) -> list[ActiveFilter]:
        return active_filters(self.page, self.query)

    def sizes(self) -> list[MenuChoice]:
        return [
            MenuChoice(
                f"size-{size}", str(size), self.query.with_size(size), size == self.query.size
            )
            for size in PAGE_SIZES
        ]

    def offered_columns(self) -> list[MenuChoice]:
        """All columns but the first, which is always shown."""
        keys = {column.key for column in self.columns}
        return [
            MenuChoice(column.key, column.label, "", column.key in keys)
            for column in self.page.columns[1:]
        ]

    @property
    def has_search(self) -> bool:
        return self.page.search is not None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query.text or self.query.chosen)

    @property
    def is_counted(self) -> bool:
        """Whether `count` is exact, and not only above `limit`."""
        return self.limit is None or self.count <= self.limit

    @property
    def count_words(self) -> str:
        if self.limit is None or self.count <= self.limit:
            return self.page.count_words(self.count)
        return f"over {self.page.count_words(self.limit)}"

    @property
    def count_url(self) -> str:
        return self.query.url(format="count")

    @property
    def previous_url(self) -> str:
        return self.query.at(self.window.previous) if self.window.previous else ""

    @property
    def following_url(self) -> str:
        return self.query.at(self.window.following) if self.window.following else ""

    @property
    def own_url(self) -> str:
        """The URL of exactly this page of the list."""
        return self.query.at(self.query.cursor) if self.query.cursor else self.query.url()

    @property
    def sums_url(self) -> str:
        """The fragment that sums up what is filtered; empty for a list without one."""
        if not self.page.sums:
            return ""
        return replace(self.query, path=reverse(self.page.sums)).url()

    @property
    def export_url(self) -> str:
        return self.query.url(format="csv")


def active_filters(page: ListDeclaration[M], query: ListQuery[M]) -> list[ActiveFilter]:
    """The search and the filters in effect, each with the address without it."""
    active = []
    if query.text:
        active.append(ActiveFilter("Search", query.text, query.without_text()))
    for list_filter in page.filters:
        chosen = query.chosen.get(list_filter.name, [])
        labels = dict(query.filter_choices.of(list_filter)) if chosen else {}
        for value in chosen:
            others = [other for other in chosen if other != value]
            url = query.with_choice(list_filter.name, others)
            active.append(ActiveFilter(list_filter.label, labels[value], url))
    for typed in page.typed_filters:
        for value in query.chosen.get(typed.name, []):
            url = query.with_choice(typed.name, [])
            active.append(ActiveFilter(typed.label, typed.shown(value), url))
    return active


def _cell_start(column: Column[M]) -> str:
    return f'<td role="cell" class="narrow-{column.narrow}{" num" if column.numeric else ""}"'


def _cell(content: object, start: str, unit: str) -> str:
    if unit and content != formats.EMPTY_VALUE:
        start = f'{start} data-unit="{unit}"'
    return f"{start}>{as_markup(content)}</td>"
