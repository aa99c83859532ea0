"""A list as its template sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from ui import formats
from ui.lists.columns import Column, M, Narrow
from ui.lists.keyset import Window
from ui.lists.query import SIZES, Query

if TYPE_CHECKING:
    from ui.lists.page import ListPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """What an empty list says: what belongs there, and what to do about it."""

    icon: str
    title: str
    text: str
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What can be done to the picked rows."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Header:
    key: str
    label: str
    numeric: bool
    url: str
    direction: str


@dataclass(frozen=True, slots=True)
class Cell:
    content: object
    numeric: bool
    narrow: Narrow
    unit: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    pk: str
    is_gone: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer of a menu. `url` chooses it, or takes it back when it is chosen."""

    key: str
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Menu:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter that is on; `url` takes it off."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[M]):
    page: "ListPage[M]"
    query: Query[M]
    window: Window[M]
    count: int
    limit: int | None
    columns: list[Column[M]]
    acts: tuple[Act, ...] = ()
    is_live: bool = False

    @property
    def body_id(self) -> str:
        return f"list-{self.page.name}"

    def headers(self) -> Iterator[Header]:
        for column in self.columns:
            direction = ""
            if self.query.sort is not None and column.key == self.query.sort.key:
                direction = "descending" if self.query.descending else "ascending"
            url = self.query.sorted_by(column) if column.sort else ""
            yield Header(column.key, column.label, column.numeric, url, direction)

    def rows(self) -> Iterator[ShownRow]:
        for row in self.window.rows:
            cells = [_cell(column, column.cell(row)) for column in self.columns]
            yield ShownRow(str(row.pk), self.page.is_gone(row), cells)

    def menus(self) -> Iterator[Menu]:
        for one in self.page.filters:
            chosen = self.query.chosen.get(one.name, [])
            choices = []
            for value, label in self.query.offers.of(one):
                is_chosen = value in chosen
                others = [kept for kept in chosen if kept != value]
                url = self.query.with_choice(one.name, others if is_chosen else [*chosen, value])
                choices.append(Choice(f"{one.name}-{value}", label, url, is_chosen))
            if choices:
                yield Menu(one.name, one.label, choices)

    def pills(self) -> list[Pill]:
        pills = []
        if self.query.text:
            pills.append(Pill("Search", self.query.text, self.query.without_text()))
        for one in self.page.filters:
            labels = dict(self.query.offers.of(one)) if one.name in self.query.chosen else {}
            chosen = self.query.chosen.get(one.name, [])
            for value in chosen:
                others = [kept for kept in chosen if kept != value]
                url = self.query.with_choice(one.name, others)
                pills.append(Pill(one.label, labels[value], url))
        return pills

    def sizes(self) -> list[Choice]:
        return [
            Choice(f"size-{size}", str(size), self.query.with_size(size), size == self.query.size)
            for size in SIZES
        ]

    def offered_columns(self) -> list[Choice]:
        """All columns but the first, which can't be put away."""
        keys = {column.key for column in self.columns}
        return [
            Choice(column.key, column.label, "", column.key in keys)
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
        """Whether `count` is all of them, and not just more than `limit`."""
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
        """The address of exactly this page of the list."""
        return self.query.at(self.query.cursor) if self.query.cursor else self.query.url()

    @property
    def export_url(self) -> str:
        return self.query.url(format="csv")


def _cell(column: Column[M], content: object) -> Cell:
    unit = "" if content == formats.NOTHING else column.unit
    return Cell(content, column.numeric, column.narrow, unit)
