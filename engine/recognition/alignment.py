"""Where a query may lie in a segment: the offsets most landmarks agree on."""

import numpy as np
import numpy.typing as npt

from engine.recognition.pairs import Frames
from engine.recognition.peaks import Packed
from engine.recognition.segment import Segment

# A query reads at most so many postings, those of its rarest landmarks first.
MOST_POSTINGS = 3_000_000
FEWEST = 3

Line = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


def offsets(segment: Segment, hashes: Packed, frames: Frames) -> Line:
    """For each agreeing landmark, the place on the segment's line where the query would begin."""
    which, starts, counts = segment.table.find(hashes)
    begun = frames[which]
    if int(counts.sum()) > MOST_POSTINGS:
        rare = np.argsort(counts, kind="stable")
        rare = rare[np.cumsum(counts[rare]) <= MOST_POSTINGS]
        starts, counts, begun = starts[rare], counts[rare], begun[rare]
    before = np.cumsum(counts) - counts
    at = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    # No query is longer than the gap before the first file, so this never falls below zero.
    return segment.postings[at] - np.repeat(begun, counts)


def candidates(places: Line, most: int) -> tuple[Places, Places]:
    """The `most` places with the most votes within one frame, and their votes, best first."""
    ordered = np.sort(places)
    # Almost all places are alone: only those with FEWEST in a row of frames can be candidates.
    row = ordered[FEWEST - 1 :] - ordered[: 1 - FEWEST] < FEWEST
    kept = np.zeros(len(ordered), bool)
    for ahead in range(FEWEST):
        kept[ahead : len(kept) - FEWEST + 1 + ahead] |= row
    ordered = ordered[kept]
    if not len(ordered):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    place, votes = ordered[first].astype(np.int64), np.diff(np.append(first, len(ordered)))
    near = votes.copy()
    beside = place[1:] - place[:-1] == 1
    near[1:][beside] += votes[:-1][beside]
    near[:-1][beside] += votes[1:][beside]
    best = np.argpartition(near, max(0, len(near) - most))[-most:]
    best = best[np.lexsort((-votes[best], -near[best]))]
    return place[best], near[best]
