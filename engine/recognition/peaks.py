"""The constellation of a sound: the cells that stand out most, second by second."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from engine.recognition import spectrum
from engine.recognition.spectrum import BINS, CONTEXT, Floats

BIN_BITS = 9
BIN_MASK = (1 << BIN_BITS) - 1
SECOND = 43
REACH_FRAMES, REACH_BINS = 3, 7
THRESHOLD = np.float32(1.0)

Packed = npt.NDArray[np.uint32]


def constellation(blocks: Iterable[Floats], per_second: int) -> tuple[Packed, int]:
    """Packed peaks (frame << 9 | bin) in order of time, at most `per_second`, and the frames."""
    found: list[Packed] = []
    frames = 0
    for first, size, cells in spectrum.chunks(blocks):
        frames = first + size
        frame, bin_, strength = local_peaks(cells, size)
        keep = strongest(frame // SECOND, strength, per_second)
        found.append(((frame[keep] + first) << BIN_BITS | bin_[keep]).astype(np.uint32))
    return (np.concatenate(found) if found else np.zeros(0, np.uint32)), frames


def local_peaks(
    cells: Floats, size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Frame, bin and strength of cells that are the greatest of their neighbourhood."""
    near = cells[CONTEXT - REACH_FRAMES : CONTEXT + size + REACH_FRAMES]
    greatest = np.pad(near, ((0, 0), (REACH_BINS, REACH_BINS)), constant_values=-np.inf)
    greatest = spectrum.maximum(greatest, 1, 2 * REACH_BINS + 1)
    greatest = spectrum.maximum(greatest, 0, 2 * REACH_FRAMES + 1)
    inner = cells[CONTEXT : CONTEXT + size]
    at = np.flatnonzero((inner >= greatest) & (inner > THRESHOLD))
    frame, bin_ = np.divmod(at, BINS)
    return frame, bin_, inner.reshape(-1)[at]


def strongest(group: npt.NDArray[np.int64], strength: Floats, count: int) -> npt.NDArray[np.int64]:
    """The indices of the `count` strongest of each group, in their old order."""
    order = np.lexsort((-strength, group))
    grouped = group[order]
    starts = np.searchsorted(grouped, grouped, side="left")
    return np.sort(order[np.arange(len(order)) - starts < count])
