"""Rows selected in a list for a bulk action, and the page that asks for confirmation."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from core.ui.lists.page import ListPage

MAX_NAMES = 8
# Fields of the confirmation page itself; all others say which rows are meant and are kept.
CONFIRMATION_FIELDS = ("csrfmiddlewaretoken", "agreed", "target")


@dataclass(frozen=True)
class Selection:
    """`confirmed_count` is the count the person confirmed, empty before they were asked.

    `limit` is how many rows one action may take; `ids` holds at most one more than that.
    `count_words` is the count as shown to people. `hidden_fields` repeat the form's own fields on
    the confirmation page.
    """

    ids: list[Any]
    names: list[str]
    confirmed_count: str
    hidden_fields: list[tuple[str, str]]
    limit: int
    count_words: str

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def unnamed_count(self) -> int:
        return max(0, self.count - len(self.names))

    @property
    def is_too_many(self) -> bool:
        return self.count > self.limit

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_count == str(self.count) and not self.is_too_many

    @property
    def has_changed(self) -> bool:
        """Whether another number of rows matches than the person confirmed."""
        return bool(self.confirmed_count) and self.confirmed_count != str(self.count)


def read_selection(
    page: ListPage[Any], data: QueryDict, rows: QuerySet[Any], *, name: str, limit: int
) -> Selection:
    """The rows that a list's form, or its confirmation page, selects; `name` is the field shown."""
    selected = page.selected(data, rows).order_by(name, "pk").values_list("pk", name)
    rows_found: list[tuple[Any, str]] = list(selected[: limit + 1])
    return Selection(
        ids=[pk for pk, _ in rows_found],
        names=[label for _, label in rows_found[:MAX_NAMES]],
        confirmed_count=data.get("agreed", ""),
        hidden_fields=[
            (field, value)
            for field in data
            if field not in CONFIRMATION_FIELDS
            for value in data.getlist(field)
        ],
        limit=limit,
        count_words=f"over {page.count_words(limit)}"
        if len(rows_found) > limit
        else page.count_words(len(rows_found)),
    )
