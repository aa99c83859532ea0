"""Peak picking: the constellation of a sound is the cells that stand out most, second by second."""

from collections.abc import Iterable

import numpy as np

from core.recognition import spectrum
from core.recognition.arrays import Float32Array, Int64Array, UInt32Array
from core.recognition.spectrum import BINS, CONTEXT_FRAMES

BIN_BITS = 9
BIN_MASK = (1 << BIN_BITS) - 1
FRAMES_OF_A_SECOND = 43
NEAR_FRAMES, NEAR_BINS = 3, 7
MIN_STRENGTH = np.float32(1.0)


def find_peaks(
    blocks: Iterable[Float32Array], max_peaks_per_second: int
) -> tuple[UInt32Array, int]:
    """Packed peaks (frame << 9 | bin) in order of time, and the number of frames."""
    peaks: list[UInt32Array] = []
    frames = 0
    for first, size, cells in spectrum.whitened_chunks(blocks):
        frames = first + size
        frame, bin_, strength = local_peaks(cells, size)
        keep = strongest_of_each(frame // FRAMES_OF_A_SECOND, strength, max_peaks_per_second)
        peaks.append(((frame[keep] + first) << BIN_BITS | bin_[keep]).astype(np.uint32))
    return (np.concatenate(peaks) if peaks else np.zeros(0, np.uint32)), frames


def local_peaks(cells: Float32Array, size: int) -> tuple[Int64Array, Int64Array, Float32Array]:
    """Frame, bin and strength of the cells that are the greatest of their neighbourhood.

    `cells` has the shape (size + 2 * CONTEXT_FRAMES, BINS).
    """
    near = cells[CONTEXT_FRAMES - NEAR_FRAMES : CONTEXT_FRAMES + size + NEAR_FRAMES]
    greatest = np.pad(near, ((0, 0), (NEAR_BINS, NEAR_BINS)), constant_values=-np.inf)
    greatest = spectrum.sliding_maximum(greatest, 1, 2 * NEAR_BINS + 1)
    greatest = spectrum.sliding_maximum(greatest, 0, 2 * NEAR_FRAMES + 1)
    inner = cells[CONTEXT_FRAMES : CONTEXT_FRAMES + size]
    index = np.flatnonzero((inner >= greatest) & (inner > MIN_STRENGTH))
    frame, bin_ = np.divmod(index, BINS)
    return frame, bin_, inner.reshape(-1)[index]


def strongest_of_each(group: Int64Array, strength: Float32Array, count: int) -> Int64Array:
    """The indices of the `count` strongest of each group, in their old order."""
    order = np.lexsort((-strength, group))
    grouped = group[order]
    starts = np.searchsorted(grouped, grouped, side="left")
    return np.sort(order[np.arange(len(order)) - starts < count])
