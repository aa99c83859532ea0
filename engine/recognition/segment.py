"""One immutable part of the index: the landmarks of some files of one bucket, searchable at once.

Files lie one after another on a single line of frames; a posting is a place on that line. The line
is cut into rows: a peak is kept as its place within its row and its bin, in two bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.recognition.fingerprint import ReferencePrint
from engine.recognition.peaks import BIN_BITS, BIN_MASK, Packed
from engine.recognition.table import Table

# Room between files, so that an alignment can hang over an end without touching the next file.
GAP = 2048
# Frames in a row of the line; each file begins with a row of its own.
ROW_BITS = 16 - BIN_BITS
ROW = 1 << ROW_BITS

Counts = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int64]
Peaks = npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Segment:
    """`rows` has the first peak of each row of the line, and where the last row ends."""

    file_ids: Ids
    begins: Counts
    frames: Counts
    rows: Counts
    peaks: Peaks
    table: Table
    postings: Counts

    def between(self, low: int, high: int) -> tuple[Packed, Counts]:
        """The hash and the place of every posting whose hash is from `low` up to `high`."""
        hashes, counts, start = self.table.between(low, high)
        return np.repeat(hashes, counts), self.postings[start : start + int(counts.sum())]

    def file_at(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Which file (its place in `file_ids`) a query beginning at a place on the line meets."""
        return np.searchsorted(self.begins, places + GAP // 2, side="right") - 1

    def peaks_of(self, file: int, begin: int, end: int) -> tuple[Ids, Ids]:
        """Frame and bin of a file's peaks from frame `begin` of it up to `end`."""
        first = max(begin, 0) >> ROW_BITS
        last = max(min(end, int(self.frames[file])) + ROW - 1 >> ROW_BITS, first)
        row = int(self.begins[file]) >> ROW_BITS
        edges = self.rows[row + first : row + last + 1]
        if len(edges) < 2:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        peaks = self.peaks[int(edges[0]) : int(edges[-1])]
        frame = np.repeat(np.arange(first, last) << ROW_BITS, np.diff(edges))
        frame += peaks >> BIN_BITS
        low, high = np.searchsorted(frame, [begin, end])
        return frame[low:high], (peaks[low:high] & BIN_MASK).astype(np.int64)


def built(prints: Sequence[tuple[int, ReferencePrint]]) -> Segment:
    """The segment of (file id, fingerprint) pairs."""
    frames = np.array([one.frames for _, one in prints], np.uint32)
    begins = laid_out(frames)
    hashed = [one.landmarks() for _, one in prints]
    none = np.zeros(0, np.uint32)
    hashes = np.concatenate([none, *(h for h, _ in hashed)])
    places = np.concatenate([none, *(f + b for (_, f), b in zip(hashed, begins, strict=True))])
    order = np.argsort(hashes, kind="stable")
    unique, counts = np.unique(hashes, return_counts=True)
    packed = np.concatenate([none, *(one.peaks for _, one in prints)])
    sizes = [len(one.peaks) for _, one in prints]
    line = np.repeat(begins.astype(np.int64), sizes) + (packed >> BIN_BITS)
    return Segment(
        file_ids=np.array([file_id for file_id, _ in prints], np.int64),
        begins=begins,
        frames=frames,
        rows=rows_of(np.bincount(line >> ROW_BITS, minlength=row_count(begins, frames))),
        peaks=((line & (ROW - 1)) << BIN_BITS | packed & BIN_MASK).astype(np.uint16),
        table=Table.of([unique], [counts]),
        postings=places[order].astype(np.uint32),
    )


def laid_out(frames: Counts) -> Counts:
    """Where each file begins on the line."""
    room = GAP + (frames.astype(np.int64) + ROW - 1) // ROW * ROW
    ends = GAP + np.cumsum(room)
    begins = np.concatenate([[GAP], ends[:-1]]) if len(frames) else ends
    if len(ends) and ends[-1] >= 1 << 32:
        raise OverflowError("A segment can't hold more than 27,000 hours.")
    return begins.astype(np.uint32)


def row_count(begins: Counts, frames: Counts) -> int:
    """How many rows the line has, up to the end of the last file."""
    return int(begins[-1]) + int(frames[-1]) + ROW - 1 >> ROW_BITS if len(begins) else 0


def rows_of(sizes: Ids) -> Counts:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
