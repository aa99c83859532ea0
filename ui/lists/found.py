"""What a search finds, and the ways there are to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from django.db.models import Q, QuerySet

from ui.ids import is_id
from ui.lists.columns import M


@dataclass(frozen=True, slots=True)
class Found(Generic[M]):
    """The rows of a list that fit a search.

    `rows` reads them by walking the list. `by_index` reads the same ones by an index over what is
    searched, where there is one: all of them are found before the first can be shown.
    `is_common`: so many fit that the next few rows of the list will hold a page of them. `among`
    are the rows that were searched, and `fits` is what was wanted of them.
    """

    rows: QuerySet[M]
    by_index: QuerySet[M] | None = None
    is_common: bool = False
    among: QuerySet[M] | None = None
    fits: Q | None = None

    def narrowed(self, narrow: Callable[[QuerySet[M]], QuerySet[M]]) -> "Found[M]":
        """The same rows with fewer columns, as `narrow` has them."""
        by_index = None if self.by_index is None else narrow(self.by_index)
        among = None if self.among is None else narrow(self.among)
        return replace(self, rows=narrow(self.rows), by_index=by_index, among=among)

    @property
    def one_by_one(self) -> QuerySet[M]:
        """For whoever reads them all in the list's order, the first as soon as it is met."""
        return self.rows if self.by_index is None or self.is_common else self.by_index

    @property
    def in_any_order(self) -> QuerySet[M]:
        """For whoever wants them all, or their count."""
        return (self.rows if self.by_index is None else self.by_index).order_by()


Search = Callable[[QuerySet[Any], str], Found[Any]]


def search_in(*fields: str, ids: Sequence[str] = ()) -> Search:
    """Search that wants each word in one of the text `fields`, or equal to one of the `ids`."""

    def search(rows: QuerySet[Any], text: str) -> Found[Any]:
        for word in text.split():
            matches = Q()
            for field in fields:
                matches |= Q(**{f"{field}__icontains": word})
            if is_id(word):
                for field in ids:
                    matches |= Q(**{field: int(word)})
            rows = rows.filter(matches)
        return Found(rows)

    return search
