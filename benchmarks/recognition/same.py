"""Whether two stretches hold the same recording, found by comparing the sound, not fingerprints.

Packages share music. An answer that names another track is right if that track has the same sound
at that place. Music that is also in the database under another name can't test false answers.
"""

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import HIGH, LOW, Track

ALIKE = 0.85
SLACK = 0.5
HOP, BANDS = 256, 24


def same_recording(excerpt: Samples, track: Track, start: float, length: float) -> bool:
    """Whether `track` sounds from second `start` like the undistorted `excerpt`."""
    low = resample_poly(excerpt, 1, HIGH // LOW)[: int(length * LOW)]
    begin = max(0, int((start - SLACK) * LOW))
    stored = np.load(track.low, mmap_mode="r")[begin : begin + len(low) + int(2 * SLACK * LOW)]
    pattern, region = shape(low), shape(stored.astype(np.float32) / 32768)
    for late in range(max(1, len(region) - len(pattern) + 1)):
        other = region[late : late + len(pattern)]
        if len(other) < 0.7 * len(pattern):
            return False
        if np.corrcoef(pattern[: len(other)].ravel(), other.ravel())[0, 1] > ALIKE:
            return True
    return False


def shape(samples: Samples) -> Samples:
    """How the loudness of each band moves around its mean."""
    if len(samples) < 4 * HOP:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, 2 * HOP)[::HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(2 * HOP), axis=1))[:, 4:196] ** 2
    bands = np.log(power.reshape(len(power), BANDS, -1).sum(axis=2) + 1e-7)
    # Smoothed, so that half a frame between two hops makes no difference.
    moved: Samples = uniform_filter1d(bands - bands.mean(axis=0), 7, axis=0).astype(np.float32)
    return moved
