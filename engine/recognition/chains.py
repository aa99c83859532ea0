"""Sightings of a file in neighbouring windows that lie on one line: the same playing of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from engine.recognition.constellation import Ints
from engine.recognition.index import Part
from engine.recognition.search import Found

# Windows between two sightings of one playing, in windows' steps, and how far they may drift.
MOST_MISSED = 4
DRIFT = 3
# From so many frames on, a drift can be told from the jitter of single sightings.
LONG = 1000


@dataclass
class Chain:
    """`sightings` are (frame of the recording, what was found there), in order of time."""

    sightings: list[tuple[int, Found]] = field(default_factory=list)

    @property
    def file_id(self) -> int:
        return self.sightings[0][1].file_id

    @property
    def part(self) -> Part:
        return self.sightings[0][1].part

    @property
    def file(self) -> int:
        return self.sightings[0][1].file

    @property
    def first(self) -> int:
        return self.sightings[0][0]

    @property
    def last(self) -> int:
        return self.sightings[-1][0]

    @property
    def z(self) -> float:
        return max(found.z for _, found in self.sightings)

    @property
    def weight(self) -> float:
        return sum(found.z for _, found in self.sightings)

    @cached_property
    def line(self) -> tuple[float, float]:
        """(tempo, begin): frame f of the recording is frame tempo * f + begin of the file."""
        at = np.array([frame for frame, _ in self.sightings], float)
        begins = np.array([found.begin for _, found in self.sightings], float)
        weights = np.array([found.z for _, found in self.sightings])
        if at[-1] - at[0] >= LONG:
            slope, begin = np.polyfit(at, begins, 1, w=weights)
            return float(slope), float(begin)
        return 1.0, float(np.average(begins - at, weights=weights))

    def heard_at(self, places: Ints) -> Ints:
        tempo, begin = self.line
        heard: Ints = np.rint((places - begin) / tempo).astype(np.int64)
        return heard

    def place_at(self, frame: int) -> int:
        tempo, begin = self.line
        return round(tempo * frame + begin)


def chained(sightings: Iterable[tuple[int, Found]], step: int = 172) -> list[Chain]:
    """Joins sightings of one file whose alignments agree, in windows that are near."""
    open_: dict[tuple[int, int], list[Chain]] = {}
    chains: list[Chain] = []
    for at, found in sorted(sightings, key=lambda one: (one[0], -one[1].z)):
        mine = open_.setdefault((id(found.part), found.file), [])
        best = min(mine, key=lambda chain: apart(chain, at, found), default=None)
        if best is not None and apart(best, at, found) <= DRIFT and best.last < at:
            if at - best.last <= MOST_MISSED * step:
                best.sightings.append((at, found))
                continue
        elif best is not None and apart(best, at, found) <= DRIFT and best.last == at:
            continue
        chain = Chain([(at, found)])
        mine.append(chain)
        chains.append(chain)
    return chains


def apart(chain: Chain, at: int, found: Found) -> int:
    last, seen = chain.sightings[-1]
    return abs((found.begin - at) - (seen.begin - last))
