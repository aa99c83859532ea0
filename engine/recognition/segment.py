"""One immutable part of the index: the landmarks of some files of one bucket, searchable at once.

Files lie one after another on a single line of frames; a posting is a place on that line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.recognition.fingerprint import ReferencePrint
from engine.recognition.pairs import HASH_BITS
from engine.recognition.peaks import Packed

# Room between files, so that an alignment can hang over an end without touching the next file.
GAP = 2048
# Above this many different hashes a table of all possible ones is smaller than a list of them.
DENSE = 1 << 21

Counts = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Segment:
    """`hashes` is empty when `starts` has a place for every possible hash."""

    file_ids: Ids
    begins: Counts
    frames: Counts
    peak_starts: npt.NDArray[np.int64]
    peaks: Packed
    hashes: Packed
    starts: Counts
    postings: Counts

    def find(self, wanted: Packed) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the postings of each hash start, and how many there are."""
        if len(self.hashes):
            at = np.searchsorted(self.hashes, wanted)
            at[at == len(self.hashes)] = 0
            known = self.hashes[at] == wanted
        else:
            at, known = wanted.astype(np.int64), np.ones(len(wanted), bool)
            known &= len(self.postings) > 0
        if not len(self.postings):
            return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        begin = self.starts[at].astype(np.int64)
        return begin, np.where(known, self.starts[at + 1] - begin, 0).astype(np.int64)

    def between(self, low: int, high: int) -> tuple[Packed, Counts]:
        """The hash and the place of every posting whose hash is from `low` up to `high`."""
        if len(self.hashes):
            first, last = np.searchsorted(self.hashes, [low, high])
            values = self.hashes[first:last]
        else:
            first, last = (low, high) if len(self.postings) else (0, 0)
            values = np.arange(first, last, dtype=np.uint32)
        starts = self.starts[first : last + 1]
        value = np.repeat(values, np.diff(starts))
        return value, self.postings[int(starts[0]) : int(starts[-1])]

    def file_at(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Which file (its place in `file_ids`) a query beginning at a place on the line meets."""
        return np.searchsorted(self.begins, places + GAP // 2, side="right") - 1

    def peaks_of(self, place: int) -> Packed:
        return self.peaks[self.peak_starts[place] : self.peak_starts[place + 1]]


def built(prints: Sequence[tuple[int, ReferencePrint]]) -> Segment:
    """The segment of (file id, fingerprint) pairs."""
    frames = np.array([one.frames for _, one in prints], np.uint32)
    begins = laid_out(frames)
    hashed = [one.landmarks() for _, one in prints]
    none = np.zeros(0, np.uint32)
    hashes = np.concatenate([none, *(h for h, _ in hashed)])
    places = np.concatenate([none, *(f + b for (_, f), b in zip(hashed, begins, strict=True))])
    order = np.argsort(hashes, kind="stable")
    unique, starts = table(hashes[order])
    sizes = np.array([0, *(len(one.peaks) for _, one in prints)], np.int64)
    return Segment(
        file_ids=np.array([file_id for file_id, _ in prints], np.int64),
        begins=begins,
        frames=frames,
        peak_starts=np.cumsum(sizes),
        peaks=np.concatenate([none, *(one.peaks for _, one in prints)]),
        hashes=unique,
        starts=starts,
        postings=places[order].astype(np.uint32),
    )


def laid_out(frames: Counts) -> Counts:
    """Where each file begins on the line."""
    ends = GAP + np.cumsum(frames.astype(np.int64) + GAP)
    begins = np.concatenate([[GAP], ends[:-1]]) if len(frames) else ends
    if len(ends) and ends[-1] >= 1 << 32:
        raise OverflowError("A segment can't hold more than 27,000 hours.")
    return begins.astype(np.uint32)


def table(hashes: Packed) -> tuple[Packed, Counts]:
    """The different hashes of a sorted array and where each starts; none named when dense."""
    fresh = np.ones(len(hashes), bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    firsts = np.flatnonzero(fresh)
    starts = np.append(firsts, len(hashes)).astype(np.uint32)
    return compact(hashes[firsts], starts)


def compact(hashes: Packed, starts: Counts) -> tuple[Packed, Counts]:
    if len(hashes) <= DENSE:
        return hashes, starts
    counts = np.zeros(1 << HASH_BITS, np.uint32)
    counts[hashes] = np.diff(starts)
    return np.zeros(0, np.uint32), np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)
