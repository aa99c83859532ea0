"""Does the constellation of a file really lie in the sound? Counted against chance.

At an alignment, each peak of the file either meets a peak of the query (within one frame and one
bin) or does not. How many would meet one by chance follows from how full the query is at each bin.
`z` says in standard deviations how surprising it is that so many do: the signed root of the
deviance, which stays true where few peaks and small chances make a plain z-score overstate.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from engine.recognition.fingerprint import Print
from engine.recognition.peaks import BIN_BITS, BIN_MASK
from engine.recognition.spectrum import BINS

FEWEST_PEAKS = 12
NEARBY = 21  # frames, half a second
MOST_BEAT = 6.0

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Chances = npt.NDArray[np.float32] | Doubles


@dataclass(frozen=True, eq=False)
class Sky:
    """Where a query has peaks, blurred by one cell, and how likely each cell is full by chance.

    `beat` tells of each frame how many times fuller it is than its surroundings, from 1 up.
    """

    full: npt.NDArray[np.bool_]
    chance: npt.NDArray[np.float32]
    beat: npt.NDArray[np.float32]

    @classmethod
    def of(cls, query: Print) -> "Sky":
        full = np.zeros((query.frames + 2, BINS + 2), bool)
        frame = (query.peaks >> BIN_BITS).astype(np.int64) + 1
        bin_ = (query.peaks & BIN_MASK).astype(np.int64) + 1
        for later in (-1, 0, 1):
            for higher in (-1, 0, 1):
                full[frame + later, bin_ + higher] = True
        full = full[1:-1, 1:-1]
        # A note that is held, here and there, meets its like by chance. So a cell's chance is what
        # its bin is filled around that moment, or over all, or its neighbours', if that is more.
        own = full.mean(axis=0)
        around = np.convolve(own, np.ones(9) / 9, mode="same")
        chance = uniform_filter1d(full.astype(np.float32), 2 * NEARBY + 1, axis=0, mode="reflect")
        np.maximum(chance, np.maximum(own, around).astype(np.float32), out=chance)
        moment = full.mean(axis=1, dtype=np.float32)
        usual = uniform_filter1d(moment, 2 * NEARBY + 1, mode="reflect")
        beat = np.clip(moment / np.maximum(usual, np.float32(1e-3)), 1, MOST_BEAT)
        return cls(full, np.clip(chance, 0.004, 0.7, out=chance), beat)


def scores(hits: npt.NDArray[np.bool_], chances: Chances, edges: Ints) -> Doubles:
    """z of each run of peaks between two edges; 0 where there are too few to say."""

    def summed(values: Chances) -> Doubles:
        return np.diff(np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])[edges])

    count = np.diff(edges)
    number = np.maximum(count, 1)
    share, chance = summed(hits.astype(np.float32)) / number, summed(chances) / number
    chance = np.clip(chance, 1e-3, 0.9)
    likely, unlikely = np.clip(share, 1e-9, 1), np.clip(1 - share, 1e-9, 1)
    deviance = share * np.log(likely / chance) + (1 - share) * np.log(unlikely / (1 - chance))
    z: Doubles = np.sign(share - chance) * np.sqrt(np.maximum(0, 2 * number * deviance))
    return np.where(count >= FEWEST_PEAKS, z, 0.0)


def stretch(
    frames: Ints, hits: npt.NDArray[np.bool_], chances: Chances, rate: float = 0.5
) -> tuple[int, int]:
    """The first and last frame of the stretch in which the file is most likely playing.

    Each peak speaks for or against it by its likelihood ratio; the stretch with the largest sum
    wins. `rate` is the share of peaks that is expected to be met in it.
    """
    first, last = 0, len(hits) - 1
    for _ in range(3):
        chance = np.minimum(chances, rate / 2)
        weight = np.where(hits, np.log(rate / chance), np.log((1 - rate) / (1 - chance)))
        total = np.concatenate([[0.0], np.cumsum(weight)])
        last = int(np.argmax(total[1:] - np.minimum.accumulate(total[:-1])))
        first = int(np.argmin(total[: last + 1]))
        rate = min(0.95, max(0.1, float(hits[first : last + 1].mean())))
    return int(frames[first]), int(frames[last])
