"""Lays out segments as a timeline: x in per cent of the recording, y in pixels.

Per cent, so that a drawing fits any width and zooms by moving its inner viewport alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from core.ui.formats import clock
from scanning.results.reading import SECTIONS, ResultSection, ResultSegment

BAR_HEIGHT, BAR_GAP = 22, 4
OVERVIEW_HEIGHT = 20
# Per cent of the width.
MIN_WIDTH_FOR_TITLE = 5.0
MAX_TICKS = 8
# From this share of the length on, a label is anchored at its end.
LAST_LABEL_FROM = 0.97
TICK_SECONDS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
)  # fmt: skip
# Two candidates for one stretch share a bar; two pieces that fade into each other don't.
MIN_OVERLAP = 0.8


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """One stretch: its best segment, and the alternates that match the same stretch."""

    segment: ResultSegment
    alternates: tuple[ResultSegment, ...]
    x: str
    width: str
    y: int

    @property
    def count(self) -> int:
        return 1 + len(self.alternates)

    @property
    def has_room(self) -> bool:
        """Whether its title is readable before zooming."""
        return float(self.width.rstrip("%")) >= MIN_WIDTH_FOR_TITLE


@dataclass(frozen=True, slots=True)
class TimelineLane:
    """A section's bars. `overview_y` is where they are drawn in the overview."""

    section: ResultSection
    bars: tuple[TimelineBar, ...]
    height: int
    count: int
    overview_y: int


@dataclass(frozen=True, slots=True)
class TimelineTick:
    """`anchor` keeps the first and the last label inside the drawing."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    length: float
    lanes: tuple[TimelineLane, ...]
    ticks: tuple[TimelineTick, ...]
    overview_height: int


def draw_timeline(segments: Sequence[ResultSegment], length: float | None) -> Timeline | None:
    """A lane for each section that has segments; None when there is nothing to draw."""
    total = max([length or 0.0, *(segment.end for segment in segments)])
    if not segments or total <= 0:
        return None
    by_section = [
        (section, in_section)
        for section in SECTIONS
        if (in_section := [segment for segment in segments if segment.section is section])
    ]
    pitch = OVERVIEW_HEIGHT // len(by_section)
    lanes = (
        _lane(section, in_section, total, overview_y=3 + index * pitch)
        for index, (section, in_section) in enumerate(by_section)
    )
    return Timeline(total, tuple(lanes), tuple(_ticks(total)), max(2, pitch - 1))


def _lane(
    section: ResultSection, segments: Sequence[ResultSegment], length: float, *, overview_y: int
) -> TimelineLane:
    ends: list[float] = []
    bars = []
    for best, *others in _stretches(segments):
        row = next((index for index, end in enumerate(ends) if end <= best.begin + 1e-6), len(ends))
        ends[row : row + 1] = [best.end]
        bars.append(
            TimelineBar(
                segment=best,
                alternates=tuple(others),
                x=_percent(best.begin, length),
                width=_percent(best.played, length),
                y=row * (BAR_HEIGHT + BAR_GAP),
            )
        )
    height = len(ends) * (BAR_HEIGHT + BAR_GAP) - BAR_GAP
    return TimelineLane(section, tuple(bars), height, len(segments), overview_y)


def _stretches(segments: Sequence[ResultSegment]) -> list[list[ResultSegment]]:
    """Groups of segments that match the same stretch, ordered by begin; best segment first."""
    stretches: list[list[ResultSegment]] = []
    for segment in sorted(segments, key=lambda segment: segment.begin):
        near = (group for group in reversed(stretches[-8:]) if _is_same_stretch(group[0], segment))
        group = next(near, None)
        if group is None:
            stretches.append([segment])
        else:
            group.append(segment)
    for group in stretches:
        group.sort(key=lambda segment: -(segment.score or 0.0))
    return sorted(stretches, key=lambda group: group[0].begin)


def _is_same_stretch(first: ResultSegment, second: ResultSegment) -> bool:
    shared = min(first.end, second.end) - max(first.begin, second.begin)
    longer = max(first.played, second.played)
    return shared == longer == 0 or (longer > 0 and shared / longer >= MIN_OVERLAP)


def _ticks(length: float) -> Iterator[TimelineTick]:
    step = next(
        (seconds for seconds in TICK_SECONDS if length / seconds <= MAX_TICKS),
        ceil(length / MAX_TICKS),
    )
    second = 0
    while second <= length:
        anchor = "start" if not second else "end" if second / length > LAST_LABEL_FROM else "middle"
        yield TimelineTick(_percent(second, length), clock(second), anchor)
        second += step


def _percent(part: float, total: float) -> str:
    return f"{100 * part / total:.4f}%"
