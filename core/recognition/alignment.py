"""Alignments of a query with a segment: the offsets that most landmarks agree on."""

import numpy as np

from core.recognition.arrays import Int64Array, UInt32Array
from core.recognition.segment import IndexSegment

# A query reads at most so many postings, those of its rarest landmarks first.
MAX_POSTINGS = 3_000_000
MIN_VOTES = 3


def query_offsets(segment: IndexSegment, hashes: UInt32Array, frames: UInt32Array) -> UInt32Array:
    """Where on the segment's timeline the query would begin, for each landmark in common.

    `hashes` and `frames` are the query's landmarks. Offsets are in frames, in no order.
    """
    matched, starts, counts = segment.table.find(hashes)
    query_frames = frames[matched]
    if int(counts.sum()) > MAX_POSTINGS:
        rarest = np.argsort(counts, kind="stable")
        rarest = rarest[np.cumsum(counts[rarest]) <= MAX_POSTINGS]
        starts, counts, query_frames = starts[rarest], counts[rarest], query_frames[rarest]
    before = np.cumsum(counts) - counts
    posting = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    # No query is longer than the gap before the first file, so this never falls below zero.
    return segment.postings[posting] - np.repeat(query_frames, counts)


def most_voted_offsets(offsets: UInt32Array, count: int) -> tuple[Int64Array, Int64Array]:
    """The `count` offsets with the most votes within one frame, and their votes, best first."""
    ordered = np.sort(offsets)
    # Almost all offsets stand alone: only those with MIN_VOTES within as many frames can win.
    dense = ordered[MIN_VOTES - 1 :] - ordered[: 1 - MIN_VOTES] < MIN_VOTES
    keep = np.zeros(len(ordered), bool)
    for ahead in range(MIN_VOTES):
        keep[ahead : len(keep) - MIN_VOTES + 1 + ahead] |= dense
    ordered = ordered[keep]
    if not len(ordered):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    offset, votes = ordered[first].astype(np.int64), np.diff(np.append(first, len(ordered)))
    nearby_votes = votes.copy()
    adjacent = offset[1:] - offset[:-1] == 1
    nearby_votes[1:][adjacent] += votes[:-1][adjacent]
    nearby_votes[:-1][adjacent] += votes[1:][adjacent]
    best = np.argpartition(nearby_votes, max(0, len(nearby_votes) - count))[-count:]
    best = best[np.lexsort((-votes[best], -nearby_votes[best]))]
    return offset[best], nearby_votes[best]
