"""The columns of a list and the filters above it, as an app declares them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Choices as DjangoChoices
from django.db.models import Min, Model, QuerySet
from django.utils import timezone

M = TypeVar("M", bound=Model)
Choices = Sequence[tuple[str, str]]

# A menu with more choices than this is no use.
MAX_CHOICES = 200
MAX_NUMBER = 1e9
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

# Where a cell goes on a narrow screen: as title, at its right, below it, or hidden.
NarrowLayout = Literal["title", "aside", "fact", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[M]):
    """One column. `sort` is the model field to sort by; a column without one can't be sorted.

    `value` is what is exported, by default the attribute named `key`. `unit` is shown after the
    cell where the column has no visible header.
    """

    key: str
    label: str
    cell: Callable[[M], object]
    value: Callable[[M], object] | None = None
    sort: str = ""
    numeric: bool = False
    shown_by_default: bool = True
    narrow: NarrowLayout = "fact"
    unit: str = ""

    def __post_init__(self) -> None:
        if "__" in self.sort:
            raise ValueError(
                f"a list can't be paged by {self.sort}: it is a field of another model"
            )

    def export_value(self, row: M) -> object:
        return self.value(row) if self.value else getattr(row, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Generic[M]):
    """A menu of choices. `apply` is called with an empty list when nothing is chosen."""

    name: str
    label: str
    choices: Callable[[], Choices]
    apply: Callable[[QuerySet[M], list[str]], QuerySet[M]]


# The `type` of an input element; a hidden filter comes from links alone.
InputType = Literal["text", "date", "number", "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFilter(Generic[M]):
    """A filter whose one value is typed. `apply` is called only with a value.

    `read` returns the value as the address carries it, "" for a text that is none. `shown` is what
    the pill says of it.
    """

    name: str
    label: str
    apply: Callable[[QuerySet[M], str], QuerySet[M]]
    read: Callable[[str], str] = str
    shown: Callable[[str], str] = str
    input_type: InputType = "text"


def field_filter(
    name: str, label: str, choices: Choices | Callable[[], Choices], field: str = ""
) -> Filter[Any]:
    """A filter on one model field, by default the one of the same name."""

    def apply(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        return rows.filter(**{f"{field or name}__in": values}) if values else rows

    read_choices = choices if callable(choices) else lambda: choices
    return Filter(name=name, label=label, choices=read_choices, apply=apply)


def day_filters(field: str, label: str) -> tuple[TypedFilter[Any], ...]:
    """From one day on and to another, both included, by the portal's clock: `from` and `to`."""

    def begin_of(day: str, plus: int = 0) -> datetime:
        zone = timezone.get_current_timezone()
        # Zones and databases don't reach the ends of the calendar, and nothing was sent then.
        known = min(max(date.fromisoformat(day), FIRST_DAY), LAST_DAY)
        return datetime.combine(known + timedelta(days=plus), time.min, zone)

    def read(text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return ""

    def from_day(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__gte": begin_of(day)})

    def to_day(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__lt": begin_of(day, plus=1)})

    return (
        TypedFilter(
            name="from", label=f"{label} from", apply=from_day, read=read, input_type="date"
        ),
        TypedFilter(name="to", label=f"{label} to", apply=to_day, read=read, input_type="date"),
    )


def number_filters(field: str, label: str, name: str) -> tuple[TypedFilter[Any], ...]:
    """At least and at most: `min_<name>` and `max_<name>`."""

    def read(text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            return ""
        return f"{number:g}" if 0 <= number < MAX_NUMBER else ""

    def at_least(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__gte": float(text)})

    def at_most(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__lte": float(text)})

    return (
        TypedFilter(
            name=f"min_{name}", label=f"{label} from", apply=at_least, read=read,
            input_type="number",
        ),
        TypedFilter(
            name=f"max_{name}", label=f"{label} to", apply=at_most, read=read,
            input_type="number",
        ),
    )  # fmt: skip


def choices_of(enumeration: type[DjangoChoices]) -> Choices:
    """The choices of an enumeration, for a filter."""
    return [(str(value), str(label)) for value, label in enumeration.choices]


def label_of(enumeration: type[DjangoChoices], value: object) -> str:
    """An enumeration's label of a value; the value itself where it is unknown."""
    return str(dict(enumeration.choices).get(value, value))


def values_of(rows: Callable[[], QuerySet[Any]], field: str) -> Callable[[], Choices]:
    """The distinct values of a column as choices: for short tables."""

    def read() -> Choices:
        values = rows().order_by(field).values_list(field, flat=True).distinct()
        return _as_choices(values[:MAX_CHOICES])

    return read


def values_by_index(rows: Callable[[], QuerySet[Any]], field: str) -> Callable[[], Choices]:
    """The same for a large table with an index on this text field.

    Seeks from each value to the next one, so the database reads one row for each value.
    """

    def read() -> Choices:
        values: list[str] = []
        least = Min(field)
        while len(values) < MAX_CHOICES:
            beyond = rows().order_by().filter(**{f"{field}__gt": values[-1] if values else ""})
            following = beyond.aggregate(least=least)["least"]
            if following is None:
                break
            values.append(following)
        return _as_choices(values)

    return read


class FilterChoices:
    """The choices of a list's filters, each read at most once in a request."""

    def __init__(self) -> None:
        self._read: dict[str, Choices] = {}

    def of(self, list_filter: Filter[Any]) -> Choices:
        if list_filter.name not in self._read:
            self._read[list_filter.name] = list_filter.choices()
        return self._read[list_filter.name]


def _as_choices(values: Iterable[Any]) -> Choices:
    return [(str(value), str(value)) for value in values if value not in (None, "")]
