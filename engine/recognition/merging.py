"""Several segments into one, in slices of the hashes, so that memory stays flat."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.recognition.pairs import HASH_BITS
from engine.recognition.peaks import Packed
from engine.recognition.segment import (
    ROW_BITS,
    Counts,
    Peaks,
    Segment,
    laid_out,
    row_count,
    rows_of,
)
from engine.recognition.storage import Writer
from engine.recognition.table import Ints, Table

Mask = npt.NDArray[np.bool_]
Shifts = npt.NDArray[np.int64]

# Postings read at once; each takes some 40 bytes meanwhile.
SLICE = 3_000_000


def merge(path: Path, sources: Sequence[tuple[Segment, Mask]]) -> int:
    """Writes the files that each mask keeps to one segment at `path`; returns its postings."""
    frames = np.concatenate([one.frames[keep] for one, keep in sources])
    begins = laid_out(frames)
    total = sum(len(one.postings) for one, _ in sources)
    edges = np.linspace(0, 1 << HASH_BITS, max(1, total // SLICE) + 1).astype(np.int64)
    moves = shifts(sources, begins)
    hashes: list[Packed] = []
    counts: list[Ints] = []
    with Writer(path) as writer:
        writer.put("file_ids", [one.file_ids[keep] for one, keep in sources])
        writer.put("begins", [begins])
        writer.put("frames", [frames])
        writer.put("rows", [rows(sources, moves, row_count(begins, frames))])
        writer.put("peaks", (kept_peaks(one, keep) for one, keep in sources))
        writer.put(
            "postings",
            (
                sliced(sources, moves, int(low), int(high), hashes, counts)
                for low, high in pairwise(edges)
            ),
        )
        writer.put_table(Table.of(hashes, counts))
    return sum(int(part.sum()) for part in counts)


def shifts(sources: Sequence[tuple[Segment, Mask]], begins: Counts) -> list[Shifts]:
    """How far each kept file of each source moves on the line: by whole rows."""
    moves, at = [], 0
    for one, keep in sources:
        move = np.zeros(len(keep), np.int64)
        kept = int(keep.sum())
        move[keep] = begins[at : at + kept].astype(np.int64) - one.begins[keep]
        moves.append(move)
        at += kept
    return moves


def rows(sources: Sequence[tuple[Segment, Mask]], moves: Sequence[Shifts], count: int) -> Counts:
    """The rows of the merged line."""
    sizes = np.zeros(count, np.int64)
    for (one, keep), move in zip(sources, moves, strict=True):
        row, size, file = filled_rows(one)
        good = keep[file]
        sizes[(row + (move[file] >> ROW_BITS))[good]] = size[good]
    return rows_of(sizes)


def kept_peaks(one: Segment, keep: Mask) -> Peaks:
    if keep.all():
        return one.peaks
    _, size, file = filled_rows(one)
    return one.peaks[np.repeat(keep[file], size)]


def filled_rows(one: Segment) -> tuple[Ints, Ints, Ints]:
    """The rows that have peaks, how many each has, and whose."""
    ends = one.rows.astype(np.int64)
    size = ends[1:] - ends[:-1]
    row = np.flatnonzero(size).astype(np.int64)
    return row, size[row], np.searchsorted(one.begins, row << ROW_BITS, side="right") - 1


def sliced(
    sources: Sequence[tuple[Segment, Mask]],
    moves: Sequence[Shifts],
    low: int,
    high: int,
    hashes: list[Packed],
    counts: list[Ints],
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
    unique, count = np.unique(value, return_counts=True)
    hashes.append(unique)
    counts.append(count)
    return place[order]
