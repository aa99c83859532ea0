"""Several segments into one, in slices of the hashes, so that memory stays flat."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.recognition.pairs import HASH_BITS
from engine.recognition.peaks import Packed
from engine.recognition.segment import Counts, Segment, compact, laid_out
from engine.recognition.storage import Writer

Mask = npt.NDArray[np.bool_]
Shifts = npt.NDArray[np.int64]

# Postings read at once; each takes some 40 bytes meanwhile.
SLICE = 3_000_000


def merge(path: Path, sources: Sequence[tuple[Segment, Mask]]) -> int:
    """Writes the files that each mask keeps to one segment at `path`; returns its postings."""
    frames = np.concatenate([one.frames[keep] for one, keep in sources])
    begins = laid_out(frames)
    sizes = np.concatenate([np.diff(one.peak_starts)[keep] for one, keep in sources])
    total = sum(len(one.postings) for one, _ in sources)
    edges = np.linspace(0, 1 << HASH_BITS, max(1, total // SLICE) + 1).astype(np.int64)
    moves = shifts(sources, begins)
    hashes: list[Packed] = []
    counts: list[Counts] = []
    with Writer(path) as writer:
        writer.put("file_ids", [one.file_ids[keep] for one, keep in sources])
        writer.put("begins", [begins])
        writer.put("frames", [frames])
        writer.put("peak_starts", [np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)])
        writer.put("peaks", (kept_peaks(one, keep) for one, keep in sources))
        writer.put(
            "postings",
            (
                sliced(sources, moves, int(low), int(high), hashes, counts)
                for low, high in pairwise(edges)
            ),
        )
        starts = np.concatenate([[0], np.cumsum(np.concatenate(counts), dtype=np.int64)])
        unique, places = compact(np.concatenate(hashes), starts.astype(np.uint32))
        writer.put("hashes", [unique])
        writer.put("starts", [places])
    return int(starts[-1])


def shifts(sources: Sequence[tuple[Segment, Mask]], begins: Counts) -> list[Shifts]:
    """How far each kept file of each source moves on the line."""
    moves, at = [], 0
    for one, keep in sources:
        move = np.zeros(len(keep), np.int64)
        kept = int(keep.sum())
        move[keep] = begins[at : at + kept].astype(np.int64) - one.begins[keep]
        moves.append(move)
        at += kept
    return moves


def kept_peaks(one: Segment, keep: Mask) -> Packed:
    if keep.all():
        return one.peaks
    return one.peaks[np.repeat(keep, np.diff(one.peak_starts))]


def sliced(
    sources: Sequence[tuple[Segment, Mask]],
    moves: Sequence[Shifts],
    low: int,
    high: int,
    hashes: list[Packed],
    counts: list[Counts],
) -> Counts:
    """The postings of the hashes from `low` up to `high`; notes which they are, and how many."""
    values, places = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
    for (one, keep), move in zip(sources, moves, strict=True):
        value, place = one.between(low, high)
        file = np.searchsorted(one.begins, place, side="right") - 1
        good = keep[file]
        values.append(value[good])
        places.append((place + move[file])[good].astype(np.uint32))
    value, place = np.concatenate(values), np.concatenate(places)
    order = np.argsort(value, kind="stable")
    unique, count = np.unique(value[order], return_counts=True)
    hashes.append(unique)
    counts.append(count.astype(np.uint32))
    return place[order]
