"""One immutable segment of the index: the landmarks of some files of one bucket.

The files of a segment lie one after another on a timeline of frames; a posting is a position on
it. The timeline is cut into rows: a peak is kept as its position within its row and its bin, in two
bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.recognition.arrays import Int64Array, UInt16Array, UInt32Array
from core.recognition.fingerprint import ReferenceFingerprint
from core.recognition.hash_table import HashTable
from core.recognition.peaks import BIN_BITS, BIN_MASK

# The space between files, so that an alignment can reach over an end without touching the next.
GAP_FRAMES = 2048
# Frames in a row of the timeline; each file begins with a new row.
ROW_BITS = 16 - BIN_BITS
ROW_FRAMES = 1 << ROW_BITS


@dataclass(frozen=True, eq=False)
class IndexSegment:
    """`file_ids`, `begins` (on the timeline) and `frames` have one element per file.

    `rows` has the first peak of each row of the timeline, and where the last row ends; `peaks` has
    one element per peak; `postings` are grouped by hash, as `table` says.
    """

    file_ids: Int64Array
    begins: UInt32Array
    frames: UInt32Array
    rows: UInt32Array
    peaks: UInt16Array
    table: HashTable
    postings: UInt32Array

    def postings_between(self, low: int, high: int) -> tuple[UInt32Array, UInt32Array]:
        """The hash and the position of every posting whose hash is from `low` up to `high`."""
        hashes, counts, start = self.table.hashes_between(low, high)
        return np.repeat(hashes, counts), self.postings[start : start + int(counts.sum())]

    def files_at(self, offsets: Int64Array) -> Int64Array:
        """The file (its index in `file_ids`) that a query beginning at each offset overlaps."""
        return np.searchsorted(self.begins, offsets + GAP_FRAMES // 2, side="right") - 1

    def peaks_of(self, file: int, begin: int, end: int) -> tuple[Int64Array, Int64Array]:
        """Frame and bin of a file's peaks from its frame `begin` up to `end`."""
        first = max(begin, 0) >> ROW_BITS
        last = max(min(end, int(self.frames[file])) + ROW_FRAMES - 1 >> ROW_BITS, first)
        row = int(self.begins[file]) >> ROW_BITS
        edges = self.rows[row + first : row + last + 1]
        if len(edges) < 2:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        peaks = self.peaks[int(edges[0]) : int(edges[-1])]
        frame = np.repeat(np.arange(first, last) << ROW_BITS, np.diff(edges))
        frame += peaks >> BIN_BITS
        low, high = np.searchsorted(frame, [begin, end])
        return frame[low:high], (peaks[low:high] & BIN_MASK).astype(np.int64)


def build_segment(fingerprints: Sequence[tuple[int, ReferenceFingerprint]]) -> IndexSegment:
    """The segment of (file id, fingerprint) pairs."""
    frames = np.array([fingerprint.frames for _, fingerprint in fingerprints], np.uint32)
    begins = lay_out_files(frames)
    landmarks = [fingerprint.landmarks() for _, fingerprint in fingerprints]
    empty = np.zeros(0, np.uint32)
    hashes = np.concatenate([empty, *(hash_ for hash_, _ in landmarks)])
    positions = np.concatenate(
        [empty, *(frame + begin for (_, frame), begin in zip(landmarks, begins, strict=True))]
    )
    order = np.argsort(hashes, kind="stable")
    unique_hashes, counts = np.unique(hashes, return_counts=True)
    packed = np.concatenate([empty, *(fingerprint.peaks for _, fingerprint in fingerprints)])
    sizes = [len(fingerprint.peaks) for _, fingerprint in fingerprints]
    timeline = np.repeat(begins.astype(np.int64), sizes) + (packed >> BIN_BITS)
    row_sizes = np.bincount(timeline >> ROW_BITS, minlength=row_count(begins, frames))
    return IndexSegment(
        file_ids=np.array([file_id for file_id, _ in fingerprints], np.int64),
        begins=begins,
        frames=frames,
        rows=row_starts(row_sizes),
        peaks=((timeline & (ROW_FRAMES - 1)) << BIN_BITS | packed & BIN_MASK).astype(np.uint16),
        table=HashTable.of([unique_hashes], [counts]),
        postings=positions[order].astype(np.uint32),
    )


def lay_out_files(frames: UInt32Array) -> UInt32Array:
    """Where each file begins on the timeline, from the files' lengths in frames."""
    room = GAP_FRAMES + (frames.astype(np.int64) + ROW_FRAMES - 1) // ROW_FRAMES * ROW_FRAMES
    ends = GAP_FRAMES + np.cumsum(room)
    begins = np.concatenate([[GAP_FRAMES], ends[:-1]]) if len(frames) else ends
    if len(ends) and ends[-1] >= 1 << 32:
        raise OverflowError("A segment can't hold more than 27,000 hours.")
    return begins.astype(np.uint32)


def row_count(begins: UInt32Array, frames: UInt32Array) -> int:
    """How many rows the timeline has, up to the end of the last file."""
    return int(begins[-1]) + int(frames[-1]) + ROW_FRAMES - 1 >> ROW_BITS if len(begins) else 0


def row_starts(sizes: Int64Array) -> UInt32Array:
    """The first peak of each row and the end of the last, from the rows' numbers of peaks."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
