"""Which hashes a segment has and where the postings of each begin, in a byte or two for each.

A bitmap says which hashes are present; the rank of a hash is the number of bits before its own. Its
postings begin where those of all hashes before it end: the start is stored for every sixteenth
rank, and the counts in between are added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.recognition.arrays import Int64Array, UInt32Array, UInt64Array
from core.recognition.landmarks import HASH_BITS

WORD_BITS, WORD_SHIFT = 64, 6
GROUP_SIZE, GROUP_SHIFT = 16, 4

# The smallest type that holds all counts.
Counts = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True, eq=False)
class HashTable:
    """`present` is the bitmap in words of 64 bits, `before` the hashes before each word.

    `counts` has the number of postings of each rank, in groups of sixteen, padded with 0; `starts`
    the first posting of each group.
    """

    present: UInt64Array
    before: UInt32Array
    counts: Counts
    starts: UInt32Array

    @classmethod
    def of(cls, hashes: Sequence[UInt32Array], counts: Sequence[Int64Array]) -> "HashTable":
        """From unique hashes in order and the number of postings of each; both may be in parts."""
        bits = np.zeros(1 << HASH_BITS, bool)
        for part in hashes:
            bits[part] = True
        present = np.packbits(bits, bitorder="little").view("<u8")
        of_word = np.bitwise_count(present).astype(np.uint32)
        count = np.concatenate([*counts, np.zeros(0, np.int64)])
        count = np.concatenate([count, np.zeros(-len(count) % GROUP_SIZE, np.int64)])
        ends = np.cumsum(count.reshape(-1, GROUP_SIZE).sum(axis=1))
        return cls(
            present=present,
            before=(np.cumsum(of_word) - of_word).astype(np.uint32),
            counts=count.astype(np.min_scalar_type(int(count.max(initial=0)))),
            starts=np.concatenate([[0], ends[:-1]])[: len(ends)].astype(np.uint32),
        )

    def find(self, hashes: UInt32Array) -> tuple[Int64Array, Int64Array, Int64Array]:
        """Of the hashes that are present: indices, first postings and numbers of postings."""
        word = (hashes >> WORD_SHIFT).astype(np.int64)
        bit = (hashes & (WORD_BITS - 1)).astype(np.uint64)
        bits = self.present[word]
        matched = np.flatnonzero(bits >> bit & np.uint64(1))
        return matched, *self.postings(self.rank(word[matched], bit[matched], bits[matched]))

    def rank(self, word: Int64Array, bit: UInt64Array, bits: UInt64Array) -> Int64Array:
        """`bits` are the words' contents."""
        lower_bits = bits & ((np.uint64(1) << bit) - np.uint64(1))
        return self.before[word].astype(np.int64) + np.bitwise_count(lower_bits)

    def postings(self, rank: Int64Array) -> tuple[Int64Array, Int64Array]:
        """The first posting and the number of postings of each rank."""
        group, place = rank >> GROUP_SHIFT, rank & (GROUP_SIZE - 1)
        counts = self.counts.reshape(-1, GROUP_SIZE)[group]
        is_earlier = np.arange(GROUP_SIZE) < place[:, None]
        start = self.starts[group] + np.where(is_earlier, counts, 0).sum(axis=1, dtype=np.int64)
        return start, np.take_along_axis(counts, place[:, None], 1)[:, 0].astype(np.int64)

    def hashes_between(self, low: int, high: int) -> tuple[UInt32Array, Int64Array, int]:
        """The hashes from `low` up to `high`, their numbers of postings, and the first posting."""
        first, last = low >> WORD_SHIFT, -(-high // WORD_BITS)
        bits = np.unpackbits(self.present[first:last].view(np.uint8), bitorder="little")
        present = np.flatnonzero(bits) + (first << WORD_SHIFT)
        hashes = present[(present >= low) & (present < high)].astype(np.uint32)
        if not len(hashes):
            return hashes, np.zeros(0, np.int64), 0
        _, (start,), _ = self.find(hashes[:1])
        rank = self.before[first] + np.count_nonzero(bits[: low - (first << WORD_SHIFT)])
        return hashes, self.counts[rank : rank + len(hashes)].astype(np.int64), int(start)
