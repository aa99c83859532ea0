"""Which hashes a segment has and where the postings of each begin, in a byte or two for each.

A bitmap says which hashes there are, and a hash's place among those that are there (its rank) is
the number of bits before its own. Its postings begin where those of all hashes before it end: a
start is kept for every sixteenth, and the counts in between are added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.recognition.pairs import HASH_BITS
from engine.recognition.peaks import Packed

WORD, WORD_SHIFT = 64, 6
ROW, ROW_SHIFT = 16, 4

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True, eq=False)
class Table:
    """`before` counts the hashes before each word of the bitmap `present`; `counts` has a row of
    sixteen ranks after another, filled up with 0, and `starts` the first posting of each row.
    """

    present: npt.NDArray[np.uint64]
    before: npt.NDArray[np.uint32]
    counts: Counts
    starts: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, hashes: Sequence[Packed], counts: Sequence[Ints]) -> "Table":
        """Of different hashes in order, and how many postings each has; both may come in parts."""
        bits = np.zeros(1 << HASH_BITS, bool)
        for part in hashes:
            bits[part] = True
        present = np.packbits(bits, bitorder="little").view("<u8")
        each = np.bitwise_count(present).astype(np.uint32)
        count = np.concatenate([*counts, np.zeros(0, np.int64)])
        count = np.concatenate([count, np.zeros(-len(count) % ROW, np.int64)])
        ends = np.cumsum(count.reshape(-1, ROW).sum(axis=1))
        return cls(
            present=present,
            before=(np.cumsum(each) - each).astype(np.uint32),
            counts=count.astype(np.min_scalar_type(int(count.max(initial=0)))),
            starts=np.concatenate([[0], ends[:-1]])[: len(ends)].astype(np.uint32),
        )

    def find(self, wanted: Packed) -> tuple[Ints, Ints, Ints]:
        """Which of the wanted are there, where their postings start, and how many there are."""
        word, bit = (wanted >> WORD_SHIFT).astype(np.int64), (wanted & (WORD - 1)).astype(np.uint64)
        held = self.present[word]
        which = np.flatnonzero(held >> bit & np.uint64(1))
        return which, *self.postings(self.rank(word[which], bit[which], held[which]))

    def rank(self, word: Ints, bit: npt.NDArray[np.uint64], held: npt.NDArray[np.uint64]) -> Ints:
        below = held & ((np.uint64(1) << bit) - np.uint64(1))
        return self.before[word].astype(np.int64) + np.bitwise_count(below)

    def postings(self, rank: Ints) -> tuple[Ints, Ints]:
        row, place = rank >> ROW_SHIFT, rank & (ROW - 1)
        near = self.counts.reshape(-1, ROW)[row]
        earlier = np.arange(ROW) < place[:, None]
        start = self.starts[row] + np.where(earlier, near, 0).sum(axis=1, dtype=np.int64)
        return start, np.take_along_axis(near, place[:, None], 1)[:, 0].astype(np.int64)

    def between(self, low: int, high: int) -> tuple[Packed, Ints, int]:
        """The hashes from `low` up to `high`, how many postings each has, where the first start."""
        first, last = low >> WORD_SHIFT, -(-high // WORD)
        bits = np.unpackbits(self.present[first:last].view(np.uint8), bitorder="little")
        there = np.flatnonzero(bits) + (first << WORD_SHIFT)
        hashes = there[(there >= low) & (there < high)].astype(np.uint32)
        if not len(hashes):
            return hashes, np.zeros(0, np.int64), 0
        _, (start,), _ = self.find(hashes[:1])
        rank = self.before[first] + np.count_nonzero(bits[: low - (first << WORD_SHIFT)])
        return hashes, self.counts[rank : rank + len(hashes)].astype(np.int64), int(start)
