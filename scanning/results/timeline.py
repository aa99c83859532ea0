"""Where each segment is drawn. Across in per cent of the recording, down in pixels.

Per cent, so that a drawing fits any width and zooms by moving its inner viewport alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from scanning.results.reading import Segment
from scanning.results.sections import SECTIONS, Section
from ui.formats import clock

BAR, GAP = 22, 4
OVERVIEW = 20
ROOM_FOR_TITLE = 5.0
MOST_TICKS = 8
LAST_LABEL = 0.97
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
# Two candidates for one stretch share a bar; two pieces that fade into each other don't.
SAME_STRETCH = 0.8


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch: its best segment, and the others that claim the same stretch."""

    segment: Segment
    alternates: tuple[Segment, ...]
    x: str
    width: str
    y: int

    @property
    def count(self) -> int:
        return 1 + len(self.alternates)

    @property
    def has_room(self) -> bool:
        """Whether its title can be read in it before anybody zooms."""
        return float(self.width.rstrip("%")) >= ROOM_FOR_TITLE


@dataclass(frozen=True, slots=True)
class Lane:
    """`over_y` is where its thin bars lie in the overview."""

    section: Section
    bars: tuple[Bar, ...]
    height: int
    count: int
    over_y: int


@dataclass(frozen=True, slots=True)
class Tick:
    """`anchor` keeps the first and the last label inside the drawing."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    length: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    over_height: int


def draw(segments: Sequence[Segment], length: float | None) -> Timeline | None:
    """A lane for each section that has segments; None when there is nothing to draw."""
    whole = max([length or 0.0, *(one.end for one in segments)])
    if not segments or whole <= 0:
        return None
    by_section = [
        (section, own)
        for section in SECTIONS
        if (own := [one for one in segments if one.section is section])
    ]
    pitch = OVERVIEW // len(by_section)
    lanes = (
        _lane(section, own, whole, over_y=3 + at * pitch)
        for at, (section, own) in enumerate(by_section)
    )
    return Timeline(whole, tuple(lanes), tuple(_ticks(whole)), max(2, pitch - 1))


def _lane(section: Section, segments: Sequence[Segment], length: float, *, over_y: int) -> Lane:
    ends: list[float] = []
    bars = []
    for best, *others in _stretches(segments):
        row = next((at for at, end in enumerate(ends) if end <= best.begin + 1e-6), len(ends))
        ends[row : row + 1] = [best.end]
        bars.append(
            Bar(
                segment=best,
                alternates=tuple(others),
                x=_percent(best.begin, length),
                width=_percent(best.played, length),
                y=row * (BAR + GAP),
            )
        )
    height = len(ends) * (BAR + GAP) - GAP
    return Lane(section, tuple(bars), height, len(segments), over_y)


def _stretches(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments in the order of time, those that claim the same stretch together, best first."""
    found: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: one.begin):
        near = (group for group in reversed(found[-8:]) if _is_same(group[0], segment))
        group = next(near, None)
        if group is None:
            found.append([segment])
        else:
            group.append(segment)
    for group in found:
        group.sort(key=lambda one: -(one.score or 0.0))
    return sorted(found, key=lambda group: group[0].begin)


def _is_same(one: Segment, other: Segment) -> bool:
    shared = min(one.end, other.end) - max(one.begin, other.begin)
    longer = max(one.played, other.played)
    return shared == longer == 0 or (longer > 0 and shared / longer >= SAME_STRETCH)


def _ticks(length: float) -> Iterator[Tick]:
    step = next((one for one in STEPS if length / one <= MOST_TICKS), ceil(length / MOST_TICKS))
    at = 0
    while at <= length:
        anchor = "start" if not at else "end" if at / length > LAST_LABEL else "middle"
        yield Tick(_percent(at, length), clock(at), anchor)
        at += step


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.4f}%"
