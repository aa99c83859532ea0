"""What a list's address asks for, and the addresses of its neighbours."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from ui.lists.columns import Column, Filter, M, Offers
from ui.lists.keyset import Cursor, Order

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50


@dataclass(frozen=True, slots=True)
class Query(Generic[M]):
    """A list's address, read. What isn't among the offers is left out, so it can't do harm."""

    path: str
    text: str
    chosen: dict[str, list[str]]
    sort: Column[M] | None
    descending: bool
    size: int
    columns: list[str] | None
    default_order: str
    offers: Offers
    cursor: Cursor | None = None
    is_stale: bool = False

    def order(self) -> Order:
        return Order(self.sort.sort if self.sort else "pk", self.descending)

    def pairs(self) -> list[tuple[str, str]]:
        """What must be carried along in each address, but the cursor."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        order = f"{'-' if self.descending else ''}{self.sort.key}" if self.sort else ""
        if order != self.default_order:
            pairs.append(("sort", order))
        if self.size != DEFAULT_SIZE:
            pairs.append(("size", str(self.size)))
        return pairs

    def url(self, **extra: str) -> str:
        return self._address([*self.pairs(), *extra.items()])

    def at(self, cursor: Cursor) -> str:
        return self.url(at=cursor.encode())

    def with_choice(self, name: str, values: list[str]) -> str:
        """The same list with other choices in one filter, from its beginning."""
        chosen = {**self.chosen, name: values}
        return replace(self, chosen={key: kept for key, kept in chosen.items() if kept}).url()

    def without_text(self) -> str:
        return replace(self, text="").url()

    def cleared(self) -> str:
        return replace(self, text="", chosen={}).url()

    def sorted_by(self, column: Column[M]) -> str:
        """Sorted by `column`, the other way round when it is already."""
        again = self.sort is not None and column.key == self.sort.key
        descending = not self.descending if again else column.numeric
        return replace(self, sort=column, descending=descending).url()

    def with_size(self, size: int) -> str:
        return replace(self, size=size).url()

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def parse(
    path: str,
    asked: QueryDict,
    columns: tuple[Column[Any], ...],
    filters: tuple[Filter[Any], ...],
    default_order: str,
) -> Query[Any]:
    """Read what an address (or a form that carries it) asks of a list."""
    sortable = {column.key: column for column in columns if column.sort}
    sort = asked.get("sort", "")
    if sort.removeprefix("-") not in sortable:
        sort = default_order
    chosen, offers = {}, Offers()
    for one in filters:
        if wanted := asked.getlist(one.name):
            offered = {value for value, _ in offers.of(one)}
            if values := [value for value in dict.fromkeys(wanted) if value in offered]:
                chosen[one.name] = values
    cursor, is_stale = None, False
    if at := asked.get("at"):
        try:
            cursor = Cursor.decode(at)
        except ValueError:
            is_stale = True
    size = asked.get("size", "")
    return Query(
        path=path,
        text=asked.get("q", "").replace("\0", "").strip()[:200],
        chosen=chosen,
        sort=sortable.get(sort.removeprefix("-")),
        descending=sort.startswith("-"),
        size=int(size) if size in map(str, SIZES) else DEFAULT_SIZE,
        columns=asked.getlist("columns") or None,
        default_order=default_order,
        offers=offers,
        cursor=cursor,
        is_stale=is_stale,
    )


def chosen_columns(
    request: HttpRequest, name: str, columns: tuple[Column[Any], ...], asked: list[str] | None
) -> list[Column[Any]]:
    """The columns to show: those in the address, else those this person showed last, else ours.

    The first one is the link and always there.
    """
    kept: dict[str, list[str]] = request.session.get("columns", {})
    if asked is not None:
        keys = [column.key for column in columns if column.key in asked]
        if kept.get(name) != keys:
            request.session["columns"] = {**kept, name: keys}
    elif name in kept:
        keys = kept[name]
    else:
        keys = [column.key for column in columns if column.shown]
    return [column for index, column in enumerate(columns) if not index or column.key in keys]
