"""What an app declares of one of its lists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from core.ui.lists.columns import Column, Filter, M, TypedFilter
from core.ui.lists.search_result import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState:
    """What an empty list shows: what belongs there, and what to do about it."""

    icon: str
    title: str
    text: str
    action_label: str = ""
    action_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAction:
    """A bulk action on the selected rows."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ListDeclaration(Generic[M]):
    """What an app declares of one of its lists. `order` names a column, with `-` for descending.

    `name` identifies the list: in element ids, in the remembered columns and in an export's name.
    `sums` is the URL name of a fragment that sums up what is filtered, by the list's own query.
    """

    name: str
    singular: str
    plural: str
    columns: tuple[Column[M], ...]
    order: str
    empty: EmptyState
    filters: tuple[Filter[M], ...] = ()
    typed_filters: tuple[TypedFilter[M], ...] = ()
    search: Search | None = None
    search_label: str = "Search"
    is_gone: Callable[[M], bool] = lambda row: False
    actions: tuple[ListAction, ...] = ()
    sums: str = ""
    # Counting more rows than this takes longer than the page itself, so it is a second request.
    count_limit: int = 5_000

    def count_words(self, count: int) -> str:
        return f"{count:,} {self.singular if count == 1 else self.plural}"
