"""Whether the constellation of a file really lies in a query, tested against chance.

At an alignment, each peak of the file either hits a peak of the query (within one frame and one
bin) or does not. How many would hit one by chance follows from how densely the query is occupied
at each bin. `z` says in standard deviations how surprising the number of hits is: the signed root
of the deviance, which stays right where few peaks and small chances make a plain z-score too high.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from core.recognition.arrays import BoolArray, Float32Array, Float64Array, Int64Array
from core.recognition.fingerprint import Fingerprint
from core.recognition.peaks import BIN_BITS, BIN_MASK
from core.recognition.spectrum import BINS

MIN_PEAKS = 12
NEARBY_FRAMES = 21  # half a second
MAX_DENSITY = 6.0

Chances = Float32Array | Float64Array


@dataclass(frozen=True, eq=False)
class ConstellationMap:
    """The peaks of a query as cells of a map, each peak widened by one cell in all directions.

    `occupied` and `chance` have the shape (frames, bins): whether a cell is occupied, and how
    likely it is by chance. `density` has the shape (frames,): how many times more occupied a frame
    is than its surroundings, from 1 up.
    """

    occupied: BoolArray
    chance: Float32Array
    density: Float32Array

    @classmethod
    def of(cls, query: Fingerprint) -> "ConstellationMap":
        occupied = np.zeros((query.frames + 2, BINS + 2), bool)
        frame = (query.peaks >> BIN_BITS).astype(np.int64) + 1
        bin_ = (query.peaks & BIN_MASK).astype(np.int64) + 1
        for frame_step in (-1, 0, 1):
            for bin_step in (-1, 0, 1):
                occupied[frame + frame_step, bin_ + bin_step] = True
        occupied = occupied[1:-1, 1:-1]
        # Two notes of one pitch, both held for long, hit each other by chance. So a cell's chance
        # is the highest of its bin's density around that moment, in the whole query, and with its
        # neighbouring bins.
        of_bin = occupied.mean(axis=0)
        of_neighbours = np.convolve(of_bin, np.ones(9) / 9, mode="same")
        chance = uniform_filter1d(
            occupied.astype(np.float32), 2 * NEARBY_FRAMES + 1, axis=0, mode="reflect"
        )
        np.maximum(chance, np.maximum(of_bin, of_neighbours).astype(np.float32), out=chance)
        of_frame = occupied.mean(axis=1, dtype=np.float32)
        usual = uniform_filter1d(of_frame, 2 * NEARBY_FRAMES + 1, mode="reflect")
        density = np.clip(of_frame / np.maximum(usual, np.float32(1e-3)), 1, MAX_DENSITY)
        return cls(occupied, np.clip(chance, 0.004, 0.7, out=chance), density)


def z_scores(hits: BoolArray, chances: Chances, edges: Int64Array) -> Float64Array:
    """z of each group of peaks between two edges; 0 for fewer than MIN_PEAKS.

    `hits` and `chances` have one element per peak, `edges` one more than there are groups.
    """

    def group_sums(values: Chances) -> Float64Array:
        return np.diff(np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])[edges])

    count = np.diff(edges)
    number = np.maximum(count, 1)
    share = group_sums(hits.astype(np.float32)) / number
    chance = np.clip(group_sums(chances) / number, 1e-3, 0.9)
    hit, miss = np.clip(share, 1e-9, 1), np.clip(1 - share, 1e-9, 1)
    deviance = share * np.log(hit / chance) + (1 - share) * np.log(miss / (1 - chance))
    z: Float64Array = np.sign(share - chance) * np.sqrt(np.maximum(0, 2 * number * deviance))
    return np.where(count >= MIN_PEAKS, z, 0.0)


def likeliest_interval(
    frames: Int64Array, hits: BoolArray, chances: Chances, hit_rate: float = 0.5
) -> tuple[int, int]:
    """The first and last frame of the interval in which the file is most likely playing.

    Each peak speaks for or against it by its likelihood ratio; the interval with the largest sum
    wins. The arrays have one element per peak, `frames` ascending; `hit_rate` is the share of peaks
    that is expected to be hit within the interval.
    """
    first, last = 0, len(hits) - 1
    for _ in range(3):
        chance = np.minimum(chances, hit_rate / 2)
        weight = np.where(hits, np.log(hit_rate / chance), np.log((1 - hit_rate) / (1 - chance)))
        total = np.concatenate([[0.0], np.cumsum(weight)])
        last = int(np.argmax(total[1:] - np.minimum.accumulate(total[:-1])))
        first = int(np.argmin(total[: last + 1]))
        hit_rate = min(0.95, max(0.1, float(hits[first : last + 1].mean())))
    return int(frames[first]), int(frames[last])
