"""Sound to a whitened spectrum: what stands out from its surroundings in time and pitch.

11,025 samples a second, frames of 1,024 with a hop of 256 (23.2 ms), 384 bins from 0.15 to 4.3 kHz.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft

RATE = 11_025
HOP = 256
BINS = 384
FRAMES_PER_SECOND = RATE / HOP

FFT = 1024
LOWEST_BIN = 14
SPREAD = 5  # whitening looks at 2**SPREAD frames by 2**SPREAD bins
CONTEXT = 24  # frames a chunk needs on either side, for whitening and for the peaks in it
CHUNK = 516
FLOOR = np.float32(1e-7)
WINDOW = np.hanning(FFT + 1)[:-1].astype(np.float32)

Floats = npt.NDArray[np.float32]


def frame_count(samples: int) -> int:
    """How many frames so many samples make; a last part of a frame is filled with silence."""
    return max(1, -(-(samples - FFT) // HOP) + 1) if samples > 0 else 0


def chunks(blocks: Iterable[Floats]) -> Iterator[tuple[int, int, Floats]]:
    """(first frame, frames, whitened spectrum with CONTEXT more frames on either side)."""
    rows: Floats | None = None
    first = 0
    for more in log_rows(blocks):
        rows = np.repeat(more[:1], CONTEXT, axis=0) if rows is None else rows
        rows = np.concatenate([rows, more])
        while len(rows) >= CHUNK + 2 * CONTEXT:
            yield first, CHUNK, whitened(rows[: CHUNK + 2 * CONTEXT])
            rows = rows[CHUNK:]
            first += CHUNK
    if rows is not None:
        rows = np.concatenate([rows, np.repeat(rows[-1:], CONTEXT, axis=0)])
        while (left := len(rows) - 2 * CONTEXT) > 0:
            size = min(CHUNK, left)
            yield first, size, whitened(rows[: size + 2 * CONTEXT])
            rows = rows[size:]
            first += size


def log_rows(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """The log power of each frame, in pieces of at most CHUNK frames."""
    held = np.zeros(0, np.float32)
    for block in blocks:
        held = np.concatenate([held, np.asarray(block, np.float32)])
        while len(held) >= FFT + (CHUNK - 1) * HOP:
            yield log_power(held[: FFT + (CHUNK - 1) * HOP])
            held = held[CHUNK * HOP :]
    while len(held):
        frames = min(CHUNK, frame_count(len(held)))
        part = held[: FFT + (frames - 1) * HOP]
        yield log_power(np.pad(part, (0, FFT + (frames - 1) * HOP - len(part))))
        if len(held) <= FFT + (frames - 1) * HOP:
            return
        held = held[frames * HOP :]


def log_power(samples: Floats) -> Floats:
    frames = np.lib.stride_tricks.sliding_window_view(samples, FFT)[::HOP]
    bins = rfft(frames * WINDOW, axis=1)[:, LOWEST_BIN : LOWEST_BIN + BINS]
    power: Floats = bins.real**2 + bins.imag**2
    power += FLOOR
    return np.log(power, out=power)


def whitened(rows: Floats) -> Floats:
    """Each cell less the mean of its surroundings, so that only the shape is left."""
    half = 1 << (SPREAD - 1)
    wide = np.pad(rows, ((half, half - 1), (half, half - 1)), mode="edge")
    for axis in (1, 0):
        for power in range(SPREAD):
            wide = folded(wide, axis, 1 << power, np.add)
    wide *= np.float32(-1 / 4**SPREAD)
    wide += rows
    return wide


def maximum(cells: Floats, axis: int, width: int) -> Floats:
    """The greatest of `width` neighbours along an axis; the result is `width` - 1 shorter."""
    reach = 1
    while reach < width:
        step = min(reach, width - reach)
        cells = folded(cells, axis, step, np.maximum)
        reach += step
    return cells


def folded(cells: Floats, axis: int, step: int, join: np.ufunc) -> Floats:
    # Doubling: a window of 2**n costs n passes that stay in the cache.
    result: Floats = (
        join(cells[:-step], cells[step:]) if axis == 0 else join(cells[:, :-step], cells[:, step:])
    )
    return result
