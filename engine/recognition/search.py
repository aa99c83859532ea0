"""One query against the parts of an index: candidates by landmarks, decided by constellation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.recognition import alignment, constellation
from engine.recognition.alignment import Line
from engine.recognition.index import Part
from engine.recognition.meeting import meetings
from engine.recognition.warping import NONE, Question, Warp

CANDIDATES = 200
ACCEPTED, ACCEPTED_AMONG_MANY, MANY_FILES = 5.4, 5.8, 20_000


@dataclass(frozen=True, eq=False)
class Found:
    """A file found in a query: `begin` is the file's frame at which the query's frame 0 lies."""

    file_id: int
    z: float
    part: Part
    file: int
    place: int

    @property
    def begin(self) -> int:
        return self.place - int(self.part.segment.begins[self.file])


def threshold(parts: Sequence[Part]) -> float:
    files = sum(len(part.segment.file_ids) for part in parts)
    return ACCEPTED_AMONG_MANY if files > MANY_FILES else ACCEPTED


def search(
    question: Question,
    parts: Sequence[Part],
    *,
    least: float | None = None,
    most: int = CANDIDATES,
    warp: Warp = NONE,
) -> list[Found]:
    """All alignments whose z is at least `least`, best first; a file may be there twice.

    Of each part the `most` likeliest alignments are looked at.
    """
    least = threshold(parts) if least is None else least
    if not parts or len(question.query.peaks) < constellation.FEWEST_PEAKS:
        return []
    hashes, frames = question.landmarks(warp)
    found: list[Found] = []
    for part in parts:
        voted = living(part, alignment.offsets(part.segment, hashes, frames))
        places, _ = alignment.candidates(voted, most)
        if not len(places):
            continue
        files = part.segment.file_at(places)
        z = meetings(question.sky, part.segment, files, places, warp)
        found += [
            Found(
                int(part.segment.file_ids[files[n]]),
                float(z[n]),
                part,
                int(files[n]),
                int(places[n]),
            )
            for n in np.flatnonzero(z >= least)
        ]
    return sorted(found, key=lambda one: -one.z)


def living(part: Part, places: Line) -> Line:
    if part.whole:
        return places
    return places[part.alive[part.segment.file_at(places.astype(np.int64))]]


def best_of_each(found: Sequence[Found]) -> list[Found]:
    best: dict[int, Found] = {}
    for one in found:
        best.setdefault(one.file_id, one)
    return list(best.values())
