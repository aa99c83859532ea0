"""The rows that match a search, and the ways to read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from django.db.models import Q, QuerySet

from core.ui.ids import is_id
from core.ui.lists.columns import M


@dataclass(frozen=True, slots=True)
class SearchResult(Generic[M]):
    """The rows of a list that match a search.

    `rows` reads them by walking the list in its order. `by_index` reads the same rows by a search
    index, where there is one: it finds all of them before the first can be shown. `is_common`
    means that so many match that the next few rows of the list will hold a page of them.
    `searched` are the rows that were searched, `condition` is what they had to match.
    """

    rows: QuerySet[M]
    by_index: QuerySet[M] | None = None
    is_common: bool = False
    searched: QuerySet[M] | None = None
    condition: Q | None = None

    def transformed(self, change: Callable[[QuerySet[M]], QuerySet[M]]) -> "SearchResult[M]":
        """The same rows, with `change` (such as loading fewer columns) made to each queryset."""
        by_index = None if self.by_index is None else change(self.by_index)
        searched = None if self.searched is None else change(self.searched)
        return replace(self, rows=change(self.rows), by_index=by_index, searched=searched)

    @property
    def in_list_order(self) -> QuerySet[M]:
        """For reading all rows in the list's order, each as soon as it is found."""
        return self.rows if self.by_index is None or self.is_common else self.by_index

    @property
    def unordered(self) -> QuerySet[M]:
        """For reading or counting all rows, in any order."""
        return (self.rows if self.by_index is None else self.by_index).order_by()


Search = Callable[[QuerySet[Any], str], SearchResult[Any]]


def search_in(*fields: str, ids: Sequence[str] = ()) -> Search:
    """A search in which each word must be in one of the `fields`, or equal one of the `ids`."""

    def search(rows: QuerySet[Any], text: str) -> SearchResult[Any]:
        for word in text.split():
            matches = Q()
            for field in fields:
                matches |= Q(**{f"{field}__icontains": word})
            if is_id(word):
                for field in ids:
                    matches |= Q(**{field: int(word)})
            rows = rows.filter(matches)
        return SearchResult(rows)

    return search
