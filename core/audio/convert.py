"""Cutting samples out of audio files, and the peaks of their waveforms."""

import os
from itertools import pairwise

import numpy as np

from core.audio.decode import DecodeFailedError, Limits, decode, decode_blocks
from core.audio.encode import write_audio

__all__ = ["cut_sample", "peaks"]

PEAK_RATE = 4000
PEAK_SECONDS = 0.05


def cut_sample(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    start: float = 0.0,
    length: float = 12.0,
    rate: int = 8000,
    codec: str = "wav",
    limits: Limits | None = None,
) -> float:
    """Writes `length` seconds of `source` from `start` as mono `codec`; returns the seconds cut.

    Only the first 12 seconds of a sample are recognised. Raises what `core.audio.decode.decode`
    raises, and DecodeFailedError where `source` ends before `start`.
    """
    samples = decode(source, rate=rate, start=start, length=length, limits=limits)
    if not len(samples):
        raise DecodeFailedError(f"The audio ends before second {start:g}.")
    write_audio(target, samples, rate=rate, codec=codec)
    return len(samples) / rate


def peaks(path: str | os.PathLike[str], count: int, *, limits: Limits | None = None) -> list[float]:
    """The highest amplitude, 0 to 1, of each of `count` equal intervals, in constant memory."""
    step = round(PEAK_RATE * PEAK_SECONDS)
    steps: list[float] = []
    for block in decode_blocks(
        path, rate=PEAK_RATE, block_seconds=100 * PEAK_SECONDS, limits=limits
    ):
        padded = np.pad(np.abs(block), (0, -len(block) % step))
        steps += padded.reshape(-1, step).max(axis=1).tolist()
    edges = np.linspace(0, len(steps), count + 1).astype(int)
    loudest = (max(steps[a : max(b, a + 1)], default=0.0) for a, b in pairwise(edges))
    return [round(min(1.0, peak), 3) for peak in loudest]
