"""List pages, all declared in the same way: see `core.ui.lists.page.ListPage`."""

from core.ui.lists.columns import (
    Column,
    Filter,
    TypedFilter,
    choices_of,
    field_filter,
    label_of,
    values_by_index,
    values_of,
)
from core.ui.lists.declaration import EmptyState, ListAction
from core.ui.lists.page import ListPage
from core.ui.lists.search_result import Search, SearchResult, search_in
from core.ui.lists.selection import Selection, read_selection

__all__ = [
    "Column",
    "EmptyState",
    "Filter",
    "ListAction",
    "ListPage",
    "Search",
    "SearchResult",
    "Selection",
    "TypedFilter",
    "choices_of",
    "field_filter",
    "label_of",
    "read_selection",
    "search_in",
    "values_by_index",
    "values_of",
]
