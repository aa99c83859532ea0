"""Merging segments into one, in slices of the hashes, so that memory stays constant."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.recognition.arrays import BoolArray, Int64Array, UInt16Array, UInt32Array
from core.recognition.hash_table import HashTable
from core.recognition.landmarks import HASH_BITS
from core.recognition.segment import (
    ROW_BITS,
    IndexSegment,
    lay_out_files,
    row_count,
    row_starts,
)
from core.recognition.storage import SegmentWriter

# A segment, and which of its files are kept.
Source = tuple[IndexSegment, BoolArray]

# Postings read at once; each takes some 40 bytes meanwhile.
SLICE_POSTINGS = 3_000_000


def merge(path: Path, sources: Sequence[Source]) -> int:
    """Writes the kept files of all sources to one segment at `path`; returns its postings."""
    frames = np.concatenate([segment.frames[keep] for segment, keep in sources])
    begins = lay_out_files(frames)
    total = sum(len(segment.postings) for segment, _ in sources)
    edges = np.linspace(0, 1 << HASH_BITS, max(1, total // SLICE_POSTINGS) + 1).astype(np.int64)
    shifts = file_shifts(sources, begins)
    hashes: list[UInt32Array] = []
    counts: list[Int64Array] = []
    with SegmentWriter(path) as writer:
        writer.write_array("file_ids", [segment.file_ids[keep] for segment, keep in sources])
        writer.write_array("begins", [begins])
        writer.write_array("frames", [frames])
        writer.write_array("rows", [merged_rows(sources, shifts, row_count(begins, frames))])
        writer.write_array("peaks", (kept_peaks(segment, keep) for segment, keep in sources))
        writer.write_array(
            "postings",
            (
                merge_slice(sources, shifts, int(low), int(high), hashes, counts)
                for low, high in pairwise(edges)
            ),
        )
        writer.write_table(HashTable.of(hashes, counts))
    return sum(int(part.sum()) for part in counts)


def file_shifts(sources: Sequence[Source], begins: UInt32Array) -> list[Int64Array]:
    """How far each kept file of each source moves on the timeline, in frames: by whole rows."""
    shifts, first = [], 0
    for segment, keep in sources:
        shift = np.zeros(len(keep), np.int64)
        files = int(keep.sum())
        shift[keep] = begins[first : first + files].astype(np.int64) - segment.begins[keep]
        shifts.append(shift)
        first += files
    return shifts


def merged_rows(sources: Sequence[Source], shifts: Sequence[Int64Array], count: int) -> UInt32Array:
    """The rows of the merged timeline."""
    sizes = np.zeros(count, np.int64)
    for (segment, keep), shift in zip(sources, shifts, strict=True):
        row, size, file = nonempty_rows(segment)
        is_kept_row = keep[file]
        sizes[(row + (shift[file] >> ROW_BITS))[is_kept_row]] = size[is_kept_row]
    return row_starts(sizes)


def kept_peaks(segment: IndexSegment, keep: BoolArray) -> UInt16Array:
    if keep.all():
        return segment.peaks
    _, size, file = nonempty_rows(segment)
    return segment.peaks[np.repeat(keep[file], size)]


def nonempty_rows(segment: IndexSegment) -> tuple[Int64Array, Int64Array, Int64Array]:
    """The rows that have peaks, the number of peaks of each, and its file."""
    ends = segment.rows.astype(np.int64)
    size = ends[1:] - ends[:-1]
    row = np.flatnonzero(size).astype(np.int64)
    return row, size[row], np.searchsorted(segment.begins, row << ROW_BITS, side="right") - 1


def merge_slice(
    sources: Sequence[Source],
    shifts: Sequence[Int64Array],
    low: int,
    high: int,
    hashes: list[UInt32Array],
    counts: list[Int64Array],
) -> UInt32Array:
    """The postings of the hashes from `low` up to `high`.

    Appends the unique hashes to `hashes` and their numbers of postings to `counts`.
    """
    hash_parts, position_parts = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
    for (segment, keep), shift in zip(sources, shifts, strict=True):
        hash_, position = segment.postings_between(low, high)
        file = np.searchsorted(segment.begins, position, side="right") - 1
        is_kept_posting = keep[file]
        hash_parts.append(hash_[is_kept_posting])
        position_parts.append((position + shift[file])[is_kept_posting].astype(np.uint32))
    hash_, position = np.concatenate(hash_parts), np.concatenate(position_parts)
    order = np.argsort(hash_, kind="stable")
    unique_hashes, count = np.unique(hash_, return_counts=True)
    hashes.append(unique_hashes)
    counts.append(count)
    return position[order]
