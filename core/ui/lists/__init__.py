"""List pages, all declared in the same way: see `core.ui.lists.page.ListPage`."""

from core.ui.lists.columns import (
    Column,
    Filter,
    TypedFilter,
    choices_of,
    day_filters,
    field_filter,
    label_of,
    number_filters,
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
    "day_filters",
    "field_filter",
    "label_of",
    "number_filters",
    "read_selection",
    "search_in",
    "values_by_index",
    "values_of",
]
