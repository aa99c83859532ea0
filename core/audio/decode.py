"""The samples of untrusted files as arrays."""

import os
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.audio.decoder import Limits, running_decoder

Samples = npt.NDArray[np.float32]


def decode(
    path: str | os.PathLike[str],
    *,
    rate: int = 11025,
    start: float = 0.0,
    length: float | None = None,
    limits: Limits | None = None,
) -> Samples:
    """Mono samples in [-1, 1] from `start`, `length` seconds or all. Raises as `probe` does."""
    blocks = list(decode_blocks(path, rate=rate, start=start, length=length, limits=limits))
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def decode_blocks(
    path: str | os.PathLike[str],
    *,
    rate: int = 11025,
    block_seconds: float = 30.0,
    start: float = 0.0,
    length: float | None = None,
    limits: Limits | None = None,
) -> Iterator[Samples]:
    """As `decode`, in blocks of `block_seconds`, the last one shorter, in constant memory."""
    size = max(1, round(block_seconds * rate)) * 4
    options = {"rate": rate, "start": start, "length": length}
    with running_decoder("decode", path, options, limits or Limits()) as child:
        child.header()
        while block := child.read(size):
            yield np.frombuffer(block[: len(block) // 4 * 4], np.float32)
        child.finish()
