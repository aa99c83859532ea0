"""The peaks of a waveform."""

import os
from itertools import pairwise

import numpy as np

from core.audio.decode import decode_blocks
from core.audio.decoder import Limits

PEAK_RATE = 4000
PEAK_SECONDS = 0.05


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
