"""The query string of a list, and the URLs of its variants."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from core.ui.lists.columns import Column, Filter, FilterChoices, M, TypedFilter
from core.ui.lists.keyset import Cursor, Order

PAGE_SIZES = (25, 50, 100, 200)
DEFAULT_PAGE_SIZE = 50
MAX_TYPED = 500


@dataclass(frozen=True, slots=True)
class ListQuery(Generic[M]):
    """A list's query string, parsed. Values that no filter or column has are left out.

    `chosen` are the values of menus and of typed filters, by the filter's name.
    """

    path: str
    text: str
    chosen: dict[str, list[str]]
    sort: Column[M] | None
    descending: bool
    size: int
    columns: list[str] | None
    default_order: str
    filter_choices: FilterChoices
    cursor: Cursor | None = None
    is_stale: bool = False

    def order(self) -> Order:
        return Order(self.sort.sort if self.sort else "pk", self.descending)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of every URL of this list, without the cursor."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        order = f"{'-' if self.descending else ''}{self.sort.key}" if self.sort else ""
        if order != self.default_order:
            pairs.append(("sort", order))
        if self.size != DEFAULT_PAGE_SIZE:
            pairs.append(("size", str(self.size)))
        return pairs

    def url(self, **extra: str) -> str:
        return self._address([*self.pairs(), *extra.items()])

    def at(self, cursor: Cursor) -> str:
        return self.url(at=cursor.encode())

    def with_choice(self, name: str, values: list[str]) -> str:
        """The first page of this list with other choices in one filter."""
        chosen = {**self.chosen, name: values}
        return replace(
            self,
            chosen={key: chosen_values for key, chosen_values in chosen.items() if chosen_values},
        ).url()

    def without_text(self) -> str:
        return replace(self, text="").url()

    def cleared(self) -> str:
        return replace(self, text="", chosen={}).url()

    def sorted_by(self, column: Column[M]) -> str:
        """Sorted by `column`, in the other direction when it is sorted by it already."""
        is_sorted = self.sort is not None and column.key == self.sort.key
        descending = not self.descending if is_sorted else column.numeric
        return replace(self, sort=column, descending=descending).url()

    def with_size(self, size: int) -> str:
        return replace(self, size=size).url()

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def parse_query(
    path: str,
    parameters: QueryDict,
    columns: tuple[Column[Any], ...],
    filters: tuple[Filter[Any], ...],
    default_order: str,
    typed_filters: tuple[TypedFilter[Any], ...] = (),
) -> ListQuery[Any]:
    """Parse the parameters of a list, from its URL or from a form that repeats them."""
    sortable = {column.key: column for column in columns if column.sort}
    sort = parameters.get("sort", "")
    if sort.removeprefix("-") not in sortable:
        sort = default_order
    chosen, filter_choices = {}, FilterChoices()
    for list_filter in filters:
        if requested := parameters.getlist(list_filter.name):
            allowed = {value for value, _ in filter_choices.of(list_filter)}
            if values := [value for value in dict.fromkeys(requested) if value in allowed]:
                chosen[list_filter.name] = values
    for typed in typed_filters:
        entered = parameters.get(typed.name, "").replace("\0", "").strip()[:MAX_TYPED]
        if entered and (value := typed.read(entered)):
            chosen[typed.name] = [value]
    cursor, is_stale = None, False
    if at := parameters.get("at"):
        try:
            cursor = Cursor.decode(at)
        except ValueError:
            is_stale = True
    size = parameters.get("size", "")
    return ListQuery(
        path=path,
        text=parameters.get("q", "").replace("\0", "").strip()[:200],
        chosen=chosen,
        sort=sortable.get(sort.removeprefix("-")),
        descending=sort.startswith("-"),
        size=int(size) if size in map(str, PAGE_SIZES) else DEFAULT_PAGE_SIZE,
        columns=parameters.getlist("columns") or None,
        default_order=default_order,
        filter_choices=filter_choices,
        cursor=cursor,
        is_stale=is_stale,
    )


def visible_columns(
    request: HttpRequest, name: str, columns: tuple[Column[Any], ...], requested: list[str] | None
) -> list[Column[Any]]:
    """The columns in the URL, else those this person chose last, else the default ones.

    The first column holds the link and is always shown.
    """
    remembered: dict[str, list[str]] = request.session.get("columns", {})
    if requested is not None:
        keys = [column.key for column in columns if column.key in requested]
        if remembered.get(name) != keys:
            request.session["columns"] = {**remembered, name: keys}
    elif name in remembered:
        keys = remembered[name]
    else:
        keys = [column.key for column in columns if column.shown_by_default]
    return [column for index, column in enumerate(columns) if not index or column.key in keys]
