"""Landmarks: pairs of peaks, hashed to 22 bits (bin 9, bin difference 7, frame difference 6)."""

import numpy as np
import numpy.typing as npt

from engine.recognition.peaks import BIN_BITS, BIN_MASK, Packed

HASH_BITS = 22
MOST_FRAMES = 63
MOST_BINS = 63
LOOK_AHEAD = 90

Frames = npt.NDArray[np.uint32]
Places = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int32]


def landmarks(peaks: Packed, fan_out: int, slack: int = 0) -> tuple[Packed, Frames]:
    """Hashes and the frames they begin at: each peak with its next `fan_out` in reach.

    `slack` adds the same pairs with frame differences off by up to so many frames.
    """
    frame = (peaks >> BIN_BITS).astype(np.int32)
    bin_ = (peaks & BIN_MASK).astype(np.int32)
    return hashed(frame, bin_, *paired(peaks, fan_out), slack)


def paired(peaks: Packed, fan_out: int) -> tuple[Places, Places]:
    """The places of the first and of the second peak of each pair."""
    frame = (peaks >> BIN_BITS).astype(np.int32)
    bin_ = (peaks & BIN_MASK).astype(np.int32)
    left = np.full(len(peaks), fan_out, np.int32)
    firsts: list[Places] = []
    seconds: list[Places] = []
    for ahead in range(1, min(LOOK_AHEAD, len(peaks))):
        apart = frame[ahead:] - frame[:-ahead]
        higher = np.abs(bin_[ahead:] - bin_[:-ahead])
        near = (apart > 0) & (apart <= MOST_FRAMES) & (higher <= MOST_BINS)
        first = np.flatnonzero(near & (left[:-ahead] > 0)).astype(np.uint32)
        left[first] -= 1
        firsts.append(first)
        seconds.append(first + np.uint32(ahead))
        if ahead % 16 == 0 and not left.any():
            break
    if not firsts:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    return np.concatenate(firsts), np.concatenate(seconds)


def hashed(
    frame: Numbers, bin_: Numbers, one: Places, other: Places, slack: int = 0
) -> tuple[Packed, Frames]:
    off = np.arange(-slack, slack + 1, dtype=np.int32)
    late = ((frame[other] - frame[one])[:, None] + off).astype(np.int32)
    higher = (bin_[other] - bin_[one])[:, None]
    begun = np.broadcast_to(frame[one][:, None], late.shape)
    hashes = bin_[one][:, None] << 13 | (higher + MOST_BINS + 1) << 6 | late
    good = (late > 0) & (late <= MOST_FRAMES) & (np.abs(higher) <= MOST_BINS)
    return hashes[good].astype(np.uint32), begun[good].astype(np.uint32)
