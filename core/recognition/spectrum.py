"""The whitened spectrogram of a sound: what stands out from its surroundings in time and pitch.

11,025 samples a second, frames of 1,024 with a hop of 256 (23.2 ms), 384 bins from 0.15 to 4.3 kHz.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.fft import rfft

from core.recognition.arrays import Float32Array

SAMPLE_RATE = 11_025
HOP_SAMPLES = 256
BINS = 384
FRAMES_PER_SECOND = SAMPLE_RATE / HOP_SAMPLES

FFT_SAMPLES = 1024
FIRST_BIN = 14
WHITENING_EXPONENT = 5  # whitening averages 2**5 frames by 2**5 bins
CONTEXT_FRAMES = 24  # frames a chunk needs on either side, for whitening and for the peaks in it
CHUNK_FRAMES = 516
FLOOR = np.float32(1e-7)
WINDOW = np.hanning(FFT_SAMPLES + 1)[:-1].astype(np.float32)


def frame_count(samples: int) -> int:
    """The frames in a number of samples; an incomplete last frame is padded with silence."""
    return max(1, -(-(samples - FFT_SAMPLES) // HOP_SAMPLES) + 1) if samples > 0 else 0


def whitened_chunks(blocks: Iterable[Float32Array]) -> Iterator[tuple[int, int, Float32Array]]:
    """(first frame, frames, whitened spectrogram with CONTEXT_FRAMES more on either side)."""
    rows: Float32Array | None = None
    first = 0
    for spectra in log_spectra(blocks):
        rows = np.repeat(spectra[:1], CONTEXT_FRAMES, axis=0) if rows is None else rows
        rows = np.concatenate([rows, spectra])
        while len(rows) >= CHUNK_FRAMES + 2 * CONTEXT_FRAMES:
            yield first, CHUNK_FRAMES, whiten(rows[: CHUNK_FRAMES + 2 * CONTEXT_FRAMES])
            rows = rows[CHUNK_FRAMES:]
            first += CHUNK_FRAMES
    if rows is not None:
        rows = np.concatenate([rows, np.repeat(rows[-1:], CONTEXT_FRAMES, axis=0)])
        while (left := len(rows) - 2 * CONTEXT_FRAMES) > 0:
            size = min(CHUNK_FRAMES, left)
            yield first, size, whiten(rows[: size + 2 * CONTEXT_FRAMES])
            rows = rows[size:]
            first += size


def log_spectra(blocks: Iterable[Float32Array]) -> Iterator[Float32Array]:
    """The log power of each frame, in arrays of shape (at most CHUNK_FRAMES, BINS)."""
    pending = np.zeros(0, np.float32)
    for block in blocks:
        pending = np.concatenate([pending, np.asarray(block, np.float32)])
        while len(pending) >= FFT_SAMPLES + (CHUNK_FRAMES - 1) * HOP_SAMPLES:
            yield log_power(pending[: FFT_SAMPLES + (CHUNK_FRAMES - 1) * HOP_SAMPLES])
            pending = pending[CHUNK_FRAMES * HOP_SAMPLES :]
    while len(pending):
        frames = min(CHUNK_FRAMES, frame_count(len(pending)))
        part = pending[: FFT_SAMPLES + (frames - 1) * HOP_SAMPLES]
        yield log_power(np.pad(part, (0, FFT_SAMPLES + (frames - 1) * HOP_SAMPLES - len(part))))
        if len(pending) <= FFT_SAMPLES + (frames - 1) * HOP_SAMPLES:
            return
        pending = pending[frames * HOP_SAMPLES :]


def log_power(samples: Float32Array) -> Float32Array:
    frames = np.lib.stride_tricks.sliding_window_view(samples, FFT_SAMPLES)[::HOP_SAMPLES]
    bins = rfft(frames * WINDOW, axis=1)[:, FIRST_BIN : FIRST_BIN + BINS]
    power: Float32Array = bins.real**2 + bins.imag**2
    power += FLOOR
    return np.log(power, out=power)


def whiten(rows: Float32Array) -> Float32Array:
    """Each cell less the mean of its surroundings, so that only the shape is left.

    `rows` has the shape (frames, bins), as has the result.
    """
    half = 1 << (WHITENING_EXPONENT - 1)
    padded = np.pad(rows, ((half, half - 1), (half, half - 1)), mode="edge")
    for axis in (1, 0):
        for power in range(WHITENING_EXPONENT):
            padded = combine_shifted(padded, axis, 1 << power, np.add)
    padded *= np.float32(-1 / 4**WHITENING_EXPONENT)
    padded += rows
    return padded


def sliding_maximum(cells: Float32Array, axis: int, width: int) -> Float32Array:
    """The greatest of `width` neighbours along an axis; the result is `width` - 1 shorter."""
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        cells = combine_shifted(cells, axis, step, np.maximum)
        covered += step
    return cells


def combine_shifted(cells: Float32Array, axis: int, step: int, combine: np.ufunc) -> Float32Array:
    # Doubling: a window of 2**n costs n passes that stay in the cache.
    result: Float32Array = (
        combine(cells[:-step], cells[step:])
        if axis == 0
        else combine(cells[:, :-step], cells[:, step:])
    )
    return result
