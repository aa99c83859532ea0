"""Cut samples out of files people bring, and draw their waveform."""

import os
from itertools import pairwise

import numpy as np

from audio.decode import DecodeFailed, Limits, decode, decode_blocks
from audio.encode import write_audio

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

    Only the first 12 seconds of a sample are recognised. Raises what `audio.decode.decode` raises,
    and DecodeFailed where `source` ends before `start`.
    """
    samples = decode(source, rate=rate, start=start, length=length, limits=limits)
    if not len(samples):
        raise DecodeFailed(f"The audio ends before second {start:g}.")
    write_audio(target, samples, rate=rate, codec=codec)
    return len(samples) / rate


def peaks(
    path: str | os.PathLike[str], buckets: int, *, limits: Limits | None = None
) -> list[float]:
    """The loudest moment of each of `buckets` equal stretches, 0 to 1, in flat memory."""
    step = round(PEAK_RATE * PEAK_SECONDS)
    fine: list[float] = []
    for block in decode_blocks(
        path, rate=PEAK_RATE, block_seconds=100 * PEAK_SECONDS, limits=limits
    ):
        whole = np.pad(np.abs(block), (0, -len(block) % step))
        fine += whole.reshape(-1, step).max(axis=1).tolist()
    edges = np.linspace(0, len(fine), buckets + 1).astype(int)
    loudest = (max(fine[a : max(b, a + 1)], default=0.0) for a, b in pairwise(edges))
    return [round(min(1.0, peak), 3) for peak in loudest]
