"""Talk without words: a voice of formants and breath, for radio talk and for benchmarks."""

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

__all__ = ["talk"]

Samples = npt.NDArray[np.float32]

# The first three resonances of five vowels, in Hz.
VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
)
WIDTHS = (80.0, 110.0, 160.0)


def talk(seconds: float, *, rate: int, seed: int) -> Samples:
    """A voice that speaks for `seconds`, with syllables, sentences and breaths; peak 0.9."""
    random = np.random.default_rng(seed)
    size = round(seconds * rate)
    t = np.arange(size) / rate
    pitch = random.uniform(95, 190)
    wander = np.interp(t, *contour(random, seconds, 0.35, 0.16))
    phase = np.cumsum(pitch * (1 + wander)) / rate
    buzz = np.where(phase % 1 < 0.06, 1.0, -0.06) + 0.02 * random.standard_normal(size)
    breath = random.standard_normal(size)
    voice = np.zeros(size)
    at = 0.0
    weights = np.zeros((len(VOWELS) + 1, size), np.float32)
    while at < seconds:
        length = random.uniform(0.11, 0.26)
        begin, end = round(at * rate), min(size, round((at + length) * rate))
        rise = np.hanning(end - begin) if end > begin else np.zeros(0)
        weights[random.integers(len(VOWELS)), begin:end] += rise * random.uniform(0.5, 1.0)
        if random.random() < 0.4:
            hiss = min(end, begin + round(0.06 * rate))
            weights[-1, begin:hiss] += random.uniform(0.05, 0.2)
        at += length + (random.uniform(0.25, 0.7) if random.random() < 0.09 else 0.0)
    for index, formants in enumerate(VOWELS):
        voice += weights[index] * resonated(buzz, formants, rate)
    voice += weights[-1] * np.diff(breath, prepend=0.0)
    return (voice * (0.9 / max(float(np.abs(voice).max()), 1e-9))).astype(np.float32)


def contour(
    random: np.random.Generator, seconds: float, step: float, depth: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    knots = np.arange(0.0, seconds + 2 * step, step)
    return knots, random.uniform(-depth, depth, len(knots))


def resonated(
    source: npt.NDArray[np.float64], formants: tuple[int, ...], rate: int
) -> npt.NDArray[np.float64]:
    """The source through one resonator per formant, added up, the higher ones softer."""
    total = np.zeros_like(source)
    for order, (hertz, width) in enumerate(zip(formants, WIDTHS, strict=True), 1):
        if hertz > 0.45 * rate:
            continue
        radius = np.exp(-np.pi * width / rate)
        poles = [1.0, -2 * radius * np.cos(2 * np.pi * hertz / rate), radius**2]
        part = lfilter([1 - radius], poles, source)
        total += part / (order * max(float(np.std(part)), 1e-9))
    return total
