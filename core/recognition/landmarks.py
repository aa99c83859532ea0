"""Landmarks: pairs of peaks (anchor and target), hashed to 22 bits.

A hash holds the anchor's bin (9 bits), the difference of the bins (7) and of the frames (6).
"""

import numpy as np

from core.recognition.arrays import Int32Array, UInt32Array
from core.recognition.peaks import BIN_BITS, BIN_MASK

HASH_BITS = 22
MAX_FRAME_DIFFERENCE = 63
MAX_BIN_DIFFERENCE = 63
MAX_PEAKS_AHEAD = 90


def hash_landmarks(
    peaks: UInt32Array, fan_out: int, slack: int = 0
) -> tuple[UInt32Array, UInt32Array]:
    """Hashes and anchor frames of the landmarks: each peak with the next `fan_out` in its reach.

    `slack` adds the same pairs with frame differences that are off by up to so many frames.
    """
    frame = (peaks >> BIN_BITS).astype(np.int32)
    bin_ = (peaks & BIN_MASK).astype(np.int32)
    return hash_pairs(frame, bin_, *pair_peaks(peaks, fan_out), slack)


def pair_peaks(peaks: UInt32Array, fan_out: int) -> tuple[UInt32Array, UInt32Array]:
    """The indices of each pair's anchor and target in `peaks`."""
    frame = (peaks >> BIN_BITS).astype(np.int32)
    bin_ = (peaks & BIN_MASK).astype(np.int32)
    targets_left = np.full(len(peaks), fan_out, np.int32)
    anchors: list[UInt32Array] = []
    targets: list[UInt32Array] = []
    for ahead in range(1, min(MAX_PEAKS_AHEAD, len(peaks))):
        frames_apart = frame[ahead:] - frame[:-ahead]
        bins_apart = np.abs(bin_[ahead:] - bin_[:-ahead])
        in_reach = (
            (frames_apart > 0)
            & (frames_apart <= MAX_FRAME_DIFFERENCE)
            & (bins_apart <= MAX_BIN_DIFFERENCE)
        )
        anchor = np.flatnonzero(in_reach & (targets_left[:-ahead] > 0)).astype(np.uint32)
        targets_left[anchor] -= 1
        anchors.append(anchor)
        targets.append(anchor + np.uint32(ahead))
        if ahead % 16 == 0 and not targets_left.any():
            break
    if not anchors:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    return np.concatenate(anchors), np.concatenate(targets)


def hash_pairs(
    frame: Int32Array,
    bin_: Int32Array,
    anchor: UInt32Array,
    target: UInt32Array,
    slack: int = 0,
) -> tuple[UInt32Array, UInt32Array]:
    """Hashes and anchor frames of pairs, given as indices into `frame` and `bin_`."""
    offs = np.arange(-slack, slack + 1, dtype=np.int32)
    frames_apart = ((frame[target] - frame[anchor])[:, None] + offs).astype(np.int32)
    bins_apart = (bin_[target] - bin_[anchor])[:, None]
    anchor_frame = np.broadcast_to(frame[anchor][:, None], frames_apart.shape)
    hashes = bin_[anchor][:, None] << 13 | (bins_apart + MAX_BIN_DIFFERENCE + 1) << 6 | frames_apart
    valid = (
        (frames_apart > 0)
        & (frames_apart <= MAX_FRAME_DIFFERENCE)
        & (np.abs(bins_apart) <= MAX_BIN_DIFFERENCE)
    )
    return hashes[valid].astype(np.uint32), anchor_frame[valid].astype(np.uint32)
