"""Lists: one declared page for all of them. See `ui.lists.page.ListPage`."""

from ui.lists.columns import (
    Column,
    Filter,
    choices_of,
    field_filter,
    label_of,
    values_by_index,
    values_of,
)
from ui.lists.found import Found, Search, search_in
from ui.lists.page import ListPage
from ui.lists.picked import Picked, read_picked
from ui.lists.shown import Act, Empty

__all__ = [
    "Act",
    "Column",
    "Empty",
    "Filter",
    "Found",
    "ListPage",
    "Picked",
    "Search",
    "choices_of",
    "field_filter",
    "label_of",
    "read_picked",
    "search_in",
    "values_by_index",
    "values_of",
]
