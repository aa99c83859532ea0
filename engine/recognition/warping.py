"""Queries as they would be had the music not been played faster, slower, higher or lower."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.recognition.constellation import Ints, Sky
from engine.recognition.fingerprint import QueryPrint
from engine.recognition.pairs import Frames, hashed, paired
from engine.recognition.peaks import BIN_BITS, BIN_MASK, Packed
from engine.recognition.spectrum import BINS, LOWEST_BIN


@dataclass(frozen=True)
class Warp:
    """How much faster and how much higher than the original the query plays; 1 is not at all."""

    tempo: float
    pitch: float

    def bins(self, original: Ints) -> Ints:
        """Where the bins of the original lie in the query; some are outside of what is heard."""
        found: Ints = np.rint((original + LOWEST_BIN) * self.pitch).astype(np.int64) - LOWEST_BIN
        return found


NONE = Warp(1.0, 1.0)
PERCENTS = (1, 2, 4)
FACTORS = tuple(1 + sign * percent / 100 for percent in PERCENTS for sign in (1, -1))
# Speed moves both, as a tape does; the other two move one each.
WARPS = tuple(warp for f in FACTORS for warp in (Warp(f, f), Warp(f, 1.0), Warp(1.0, f)))
# One try of many: fewer landmarks do, since there are as many tries as warps.
FAN_OUT = 8


@dataclass(frozen=True, eq=False)
class Question:
    """A query, and what all tries to find it have in common."""

    query: QueryPrint

    @cached_property
    def sky(self) -> Sky:
        return Sky.of(self.query)

    @cached_property
    def pairs(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        return paired(self.query.peaks, FAN_OUT)

    def landmarks(self, warp: Warp) -> tuple[Packed, Frames]:
        """Those of the query, or what they would be at the original's speed and pitch."""
        if warp == NONE:
            return self.query.landmarks()
        peaks = self.query.peaks
        frame = np.rint((peaks >> BIN_BITS) * warp.tempo).astype(np.int32)
        bin_ = np.rint(((peaks & BIN_MASK) + LOWEST_BIN) / warp.pitch).astype(np.int32)
        bin_ -= LOWEST_BIN
        one, other = self.pairs
        inside = (bin_ >= 0) & (bin_ < BINS)
        both = inside[one] & inside[other]
        return hashed(frame, bin_, one[both], other[both])
