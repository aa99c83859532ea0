"""The bar chart of a project's requests by day. x is in per cent, y in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict

from projects.models import DayCount

HEIGHT = 120
# By the number of days: the share of a day's width that its bar takes, the rest is the gap. Over a
# year the bars are too thin for gaps.
BAR_WIDTHS = {30: 0.76, 90: 0.76, 365: 1.0}
SPANS = tuple(BAR_WIDTHS)
ROUND_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15)


@dataclass(frozen=True, slots=True)
class DayPart:
    """One colour of a bar."""

    look: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class DayBar:
    count: DayCount
    x: str
    width: str
    parts: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True)
class DayTick:
    x: str
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class DayChart:
    """`counts` are the days that the remote counted, newest first; `top` is the axis's maximum."""

    span: int
    counts: tuple[DayCount, ...]
    bars: tuple[DayBar, ...]
    ticks: tuple[DayTick, ...]
    top: int
    height: int = HEIGHT

    @property
    def spans(self) -> tuple[int, ...]:
        return SPANS

    @property
    def half(self) -> int | None:
        return self.top // 2 if self.top > 1 else None

    @property
    def with_result(self) -> int:
        return sum(count.with_result for count in self.counts)

    @property
    def without_result(self) -> int:
        return sum(count.without_result for count in self.counts)

    @property
    def errors(self) -> int:
        return sum(count.errors for count in self.counts)

    @property
    def billed(self) -> float:
        return sum(count.billed for count in self.counts)


def span_from_query(query: QueryDict) -> int:
    """The number of days in the query's `days`; the shortest span for any other value."""
    return next((span for span in SPANS if str(span) == query.get("days")), SPANS[0])


def day_chart(project_id: int, span: int) -> DayChart | None:
    """The chart of the last `span` days, today included; None when nothing was ever counted."""
    all_counts = DayCount.objects.filter(project_id=project_id)
    last = datetime.now(UTC).date()
    first = last - timedelta(days=span - 1)
    counts = tuple(all_counts.filter(day__range=(first, last)).order_by("-day"))
    if not counts and not all_counts.exists():
        return None
    top = _round_up(max((_total(count) for count in counts), default=0))
    bars = tuple(_bar(count, (count.day - first).days, span, top) for count in reversed(counts))
    return DayChart(span, counts, bars, tuple(_ticks(first, last, span)), top)


def _bar(count: DayCount, at: int, span: int, top: int) -> DayBar:
    slot = 100 / span
    width = slot * BAR_WIDTHS[span]
    return DayBar(
        count=count,
        x=f"{at * slot + (slot - width) / 2:.3f}%",
        width=f"{width:.3f}%",
        parts=tuple(_parts(count, top)),
    )


def _parts(count: DayCount, top: int) -> Iterator[DayPart]:
    """From the bottom: with a result, without, errors."""
    bottom = 0.0
    for look, amount in (
        ("with", count.with_result),
        ("without", count.without_result),
        ("errors", count.errors),
    ):
        if amount:
            height = round(HEIGHT * amount / top, 2)
            bottom += height
            yield DayPart(look, round(HEIGHT - bottom, 2), height)


def _ticks(first: date, last: date, span: int) -> Iterator[DayTick]:
    middle = first + timedelta(days=span // 2)
    yield DayTick("0%", first, "start")
    yield DayTick("50%", middle, "middle")
    yield DayTick("100%", last, "end")


def _total(count: DayCount) -> int:
    return count.with_result + count.without_result + count.errors


def _round_up(value: int) -> int:
    """The next round number, for the maximum of an axis."""
    size = 1
    while True:
        for step in ROUND_STEPS:
            if step * size >= value:
                return step * size
        size *= 10
