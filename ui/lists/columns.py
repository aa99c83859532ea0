"""The columns of a list and the filters above it, as a room declares them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Choices as DjangoChoices
from django.db.models import Min, Model, QuerySet

M = TypeVar("M", bound=Model)
Choices = Sequence[tuple[str, str]]

# More than these nobody looks through in a menu.
MOST_CHOICES = 200

# Where a cell goes when a row takes two lines: the title, at its right, below it, or nowhere.
Narrow = Literal["title", "aside", "fact", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[M]):
    """One column. `sort` is the row's own field to sort by; a column without one can't be sorted.

    `value` is what goes into an export, by default the attribute named `key`. `unit` follows the
    cell where its header isn't shown.
    """

    key: str
    label: str
    cell: Callable[[M], object]
    value: Callable[[M], object] | None = None
    sort: str = ""
    numeric: bool = False
    shown: bool = True
    narrow: Narrow = "fact"
    unit: str = ""

    def __post_init__(self) -> None:
        if "__" in self.sort:
            raise ValueError(f"a list can't be paged by {self.sort}: it is of another row")

    def exported(self, row: M) -> object:
        return self.value(row) if self.value else getattr(row, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Generic[M]):
    """A menu of choices. `apply` also gets an empty list: what is shown when nothing is chosen."""

    name: str
    label: str
    choices: Callable[[], Choices]
    apply: Callable[[QuerySet[M], list[str]], QuerySet[M]]


def field_filter(
    name: str, label: str, choices: Choices | Callable[[], Choices], field: str = ""
) -> Filter[Any]:
    """A filter on one model field, by default the one of the same name."""

    def apply(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        return rows.filter(**{f"{field or name}__in": values}) if values else rows

    offered = choices if callable(choices) else lambda: choices
    return Filter(name=name, label=label, choices=offered, apply=apply)


def choices_of(enumeration: type[DjangoChoices]) -> Choices:
    """The choices of a filter, as an enumeration has them."""
    return [(str(value), str(label)) for value, label in enumeration.choices]


def label_of(enumeration: type[DjangoChoices], value: object) -> str:
    """How an enumeration calls a value; the value itself, where it doesn't know it."""
    return str(dict(enumeration.choices).get(value, value))


def values_of(rows: Callable[[], QuerySet[Any]], field: str) -> Callable[[], Choices]:
    """The choices of a filter, read from the rows that there are: for short tables."""

    def read() -> Choices:
        found = rows().order_by(field).values_list(field, flat=True).distinct()
        return _named(found[:MOST_CHOICES])

    return read


def values_by_index(rows: Callable[[], QuerySet[Any]], field: str) -> Callable[[], Choices]:
    """The same for a table that grows and has an index on this field of text.

    From each value straight to the next one: the database reads a row for each, not them all.
    """

    def read() -> Choices:
        found: list[str] = []
        least = Min(field)
        while len(found) < MOST_CHOICES:
            beyond = rows().order_by().filter(**{f"{field}__gt": found[-1] if found else ""})
            following = beyond.aggregate(least=least)["least"]
            if following is None:
                break
            found.append(following)
        return _named(found)

    return read


class Offers:
    """The choices of a list's filters, each read at most once for a request."""

    def __init__(self) -> None:
        self._read: dict[str, Choices] = {}

    def of(self, one: Filter[Any]) -> Choices:
        if one.name not in self._read:
            self._read[one.name] = one.choices()
        return self._read[one.name]


def _named(values: Iterable[Any]) -> Choices:
    return [(str(value), str(value)) for value in values if value not in (None, "")]
