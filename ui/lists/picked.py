"""Rows picked in a list for an act: asked about once, with the count of now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from ui.lists.page import ListPage

NAMES_SHOWN = 8
# Fields of the asking page itself; the rest says which rows are meant, and is carried on.
OWN_FIELDS = ("csrfmiddlewaretoken", "agreed", "target")


@dataclass(frozen=True)
class Picked:
    """`agreed` is the count that the person was asked about, empty before anybody asked.

    `most` is how many one act may be for; of more than that, `ids` holds one more and no others.
    `words` is the count as people read it.
    """

    ids: list[Any]
    names: list[str]
    agreed: str
    carried: list[tuple[str, str]]
    most: int
    words: str

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def left(self) -> int:
        return max(0, self.count - len(self.names))

    @property
    def is_too_many(self) -> bool:
        return self.count > self.most

    @property
    def is_agreed(self) -> bool:
        return self.agreed == str(self.count) and not self.is_too_many

    @property
    def has_moved(self) -> bool:
        """Whether other rows match than when the person was asked."""
        return bool(self.agreed) and self.agreed != str(self.count)


def read_picked(
    page: ListPage[Any], data: QueryDict, rows: QuerySet[Any], *, name: str, most: int
) -> Picked:
    """What a list's form, or the page that asks, names now; `name` is the field shown of each."""
    picked = page.picked(data, rows).order_by(name, "pk").values_list("pk", name)
    found: list[tuple[Any, str]] = list(picked[: most + 1])
    return Picked(
        ids=[pk for pk, _ in found],
        names=[shown for _, shown in found[:NAMES_SHOWN]],
        agreed=data.get("agreed", ""),
        carried=[
            (field, value)
            for field in data
            if field not in OWN_FIELDS
            for value in data.getlist(field)
        ],
        most=most,
        words=f"over {page.count_words(most)}"
        if len(found) > most
        else page.count_words(len(found)),
    )
