"""A project's requests day by day, drawn as bars. Across in per cent, down in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict

from projects.models import DayCount

HEIGHT = 120
# The share of a day's width that its bar takes; the rest sets it apart from the next. Over a year
# bars are too thin for that: they make one shape.
FILLED = {30: 0.76, 90: 0.76, 365: 1.0}
SPANS = tuple(FILLED)
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15)


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a bar."""

    look: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    count: DayCount
    x: str
    width: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class DayChart:
    """`counts` are the days that the remote counted, newest first; `top` is the axis's end."""

    span: int
    counts: tuple[DayCount, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
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


def span_asked(query: QueryDict) -> int:
    """How many days an address asks for: the shortest span when it names none that is offered."""
    return next((one for one in SPANS if str(one) == query.get("days")), SPANS[0])


def day_chart(project_id: int, span: int) -> DayChart | None:
    """The last `span` days, today included; None when nothing was ever counted."""
    kept = DayCount.objects.filter(project_id=project_id)
    last = datetime.now(UTC).date()
    first = last - timedelta(days=span - 1)
    counts = tuple(kept.filter(day__range=(first, last)).order_by("-day"))
    if not counts and not kept.exists():
        return None
    top = _round_up(max((_total(count) for count in counts), default=0))
    bars = tuple(_bar(count, (count.day - first).days, span, top) for count in reversed(counts))
    return DayChart(span, counts, bars, tuple(_ticks(first, last, span)), top)


def _bar(count: DayCount, at: int, span: int, top: int) -> Bar:
    slot = 100 / span
    width = slot * FILLED[span]
    return Bar(
        count=count,
        x=f"{at * slot + (slot - width) / 2:.3f}%",
        width=f"{width:.3f}%",
        parts=tuple(_parts(count, top)),
    )


def _parts(count: DayCount, top: int) -> Iterator[Part]:
    """From the ground up: with a result, without, errors."""
    below = 0.0
    for look, amount in (
        ("with", count.with_result),
        ("without", count.without_result),
        ("errors", count.errors),
    ):
        if amount:
            height = round(HEIGHT * amount / top, 2)
            below += height
            yield Part(look, round(HEIGHT - below, 2), height)


def _ticks(first: date, last: date, span: int) -> Iterator[Tick]:
    middle = first + timedelta(days=span // 2)
    yield Tick("0%", first, "start")
    yield Tick("50%", middle, "middle")
    yield Tick("100%", last, "end")


def _total(count: DayCount) -> int:
    return count.with_result + count.without_result + count.errors


def _round_up(most: int) -> int:
    """The next round number: where an axis ends well."""
    size = 1
    while True:
        for step in ROUND:
            if step * size >= most:
                return step * size
        size *= 10
