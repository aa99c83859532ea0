"""Queries under time-stretch and pitch-shift: music played faster, slower, higher or lower."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.recognition.arrays import Int64Array, UInt32Array
from core.recognition.constellation import ConstellationMap
from core.recognition.fingerprint import QueryFingerprint
from core.recognition.landmarks import hash_pairs, pair_peaks
from core.recognition.peaks import BIN_BITS, BIN_MASK
from core.recognition.spectrum import BINS, FIRST_BIN


@dataclass(frozen=True)
class TimePitchChange:
    """How many times faster and higher than the original the query plays; 1 is unchanged."""

    tempo: float
    pitch: float

    def shift_bins(self, original: Int64Array) -> Int64Array:
        """The bins of the query in which the original's lie; some are outside of the spectrum."""
        bins: Int64Array = np.rint((original + FIRST_BIN) * self.pitch).astype(np.int64) - FIRST_BIN
        return bins


UNCHANGED = TimePitchChange(1.0, 1.0)
PERCENTS = (1, 2, 4)
FACTORS = tuple(1 + sign * percent / 100 for percent in PERCENTS for sign in (1, -1))
# Playing speed changes both, as with a tape; time-stretching and pitch-shifting change one each.
TIME_PITCH_CHANGES = tuple(
    change
    for factor in FACTORS
    for change in (
        TimePitchChange(factor, factor),
        TimePitchChange(factor, 1.0),
        TimePitchChange(1.0, factor),
    )
)
# Every change is a search of its own, so each takes fewer landmarks than the unchanged query.
FAN_OUT = 8


@dataclass(frozen=True, eq=False)
class Query:
    """The fingerprint of a sample, and what all searches for it have in common."""

    fingerprint: QueryFingerprint

    @cached_property
    def constellation_map(self) -> ConstellationMap:
        return ConstellationMap.of(self.fingerprint)

    @cached_property
    def pairs(self) -> tuple[UInt32Array, UInt32Array]:
        return pair_peaks(self.fingerprint.peaks, FAN_OUT)

    def landmarks(self, change: TimePitchChange) -> tuple[UInt32Array, UInt32Array]:
        """Hashes and frames of the query's landmarks, as they would be without the change."""
        if change == UNCHANGED:
            return self.fingerprint.landmarks()
        peaks = self.fingerprint.peaks
        frame = np.rint((peaks >> BIN_BITS) * change.tempo).astype(np.int32)
        bin_ = np.rint(((peaks & BIN_MASK) + FIRST_BIN) / change.pitch).astype(np.int32)
        bin_ -= FIRST_BIN
        anchor, target = self.pairs
        inside = (bin_ >= 0) & (bin_ < BINS)
        both_inside = inside[anchor] & inside[target]
        return hash_pairs(frame, bin_, anchor[both_inside], target[both_inside])
