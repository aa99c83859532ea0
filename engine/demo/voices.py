"""The instruments: each turns a pitch and a length into samples. All of it numpy, none sampled."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["DRUMS", "PITCHED", "Samples"]

Samples = npt.NDArray[np.float32]
TAU = np.float32(2 * np.pi)


def clock(seconds: float, rate: int) -> Samples:
    return np.arange(max(2, int(seconds * rate)), dtype=np.float32) / np.float32(rate)


def shaped(wave: Samples, rate: int, attack: float, release: float) -> Samples:
    rise = min(len(wave) // 2, max(1, int(attack * rate)))
    fall = min(len(wave) // 2, max(1, int(release * rate)))
    wave[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    wave[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)
    return wave


def partials(
    phase: Samples, hertz: float, rate: int, gains: list[float], damping: Samples | None = None
) -> Samples:
    """Harmonics up to 90 % of the band; with `damping`, higher ones die sooner."""
    wave = np.zeros_like(phase)
    for order, gain in enumerate(gains, 1):
        if order * hertz > 0.45 * rate:
            break
        part = np.sin(phase * np.float32(order))
        if damping is not None:
            part *= damping ** np.float32(1 + 0.6 * (order - 1))
        wave += np.float32(gain) * part
    return wave


def pluck(hertz: float, seconds: float, rate: int) -> Samples:
    t = clock(seconds + 0.25, rate)
    fade = np.exp(-t * np.float32(1.2 + hertz / 350))
    gains = [1, 0.62, 0.45, 0.2, 0.26, 0.1, 0.12, 0.05]
    return shaped(partials(TAU * np.float32(hertz) * t, hertz, rate, gains, fade), rate, 0.003, 0.1)


def keys(hertz: float, seconds: float, rate: int) -> Samples:
    """An electric piano: FM with a bright strike that mellows."""
    t = clock(seconds + 0.2, rate)
    phase = TAU * np.float32(hertz) * t
    tine = np.exp(-t * 18) * np.float32(0.5) * np.sin(phase * 14) if hertz * 14 < rate / 2 else 0
    wave = np.sin(
        phase + (np.float32(1.4) * np.exp(-t * 3)) * np.sin(phase) + np.float32(0.3) * tine
    )
    return shaped(wave * np.exp(-t * np.float32(1.6)), rate, 0.004, 0.12)


def bell(hertz: float, seconds: float, rate: int) -> Samples:
    t = clock(seconds + 0.5, rate)
    phase = TAU * np.float32(hertz) * t
    index = np.float32(2.2) * np.exp(-t * 4)
    wave = np.sin(phase + index * np.sin(phase * np.float32(3.53)))
    return shaped(wave * np.exp(-t * np.float32(2.4)), rate, 0.002, 0.2)


def reed(hertz: float, seconds: float, rate: int) -> Samples:
    """A clarinet-like lead with vibrato that comes in late."""
    t = clock(seconds, rate)
    vibrato = np.float32(0.004 * hertz) * np.minimum(t * 3, 1) * np.sin(TAU * np.float32(5.3) * t)
    phase = TAU * np.cumsum(np.float32(hertz) + vibrato, dtype=np.float64) / rate
    gains = [1, 0.12, 0.6, 0.08, 0.34, 0.05, 0.18]
    wave = partials(phase.astype(np.float32), hertz, rate, gains)
    return shaped(wave, rate, 0.04, 0.07)


def lead(hertz: float, seconds: float, rate: int) -> Samples:
    """A saw with a filter that closes, as a sum of harmonics."""
    t = clock(seconds, rate)
    close = np.float32(0.25) + np.float32(0.75) * np.exp(-t * 5)
    phase = TAU * np.float32(hertz) * t
    gains = [1 / order for order in range(1, 13)]
    return shaped(partials(phase, hertz, rate, gains, close), rate, 0.006, 0.05)


def pad(hertz: float, seconds: float, rate: int) -> Samples:
    t = clock(seconds + 0.3, rate)
    wave = np.zeros_like(t)
    for detune in (0.9965, 1.0042):
        wave += partials(TAU * np.float32(hertz * detune) * t, hertz, rate, [1, 0.4, 0.25, 0.1])
    return shaped(wave * np.float32(0.6), rate, 0.18, 0.35)


def organ(hertz: float, seconds: float, rate: int) -> Samples:
    t = clock(seconds, rate)
    wave = partials(TAU * np.float32(hertz) * t, hertz, rate, [1, 0.7, 0.4, 0.5, 0, 0.3, 0, 0.2])
    tremolo = 1 + np.float32(0.12) * np.sin(TAU * np.float32(6.1) * t)
    return shaped(wave * tremolo * np.float32(0.6), rate, 0.015, 0.05)


def bass(hertz: float, seconds: float, rate: int) -> Samples:
    t = clock(seconds, rate)
    fade = np.exp(-t * np.float32(1.8))
    gains = [1, 0.7, 0.35, 0.3, 0.15, 0.1, 0.08]
    return shaped(
        partials(TAU * np.float32(hertz) * t, hertz, rate, gains, fade), rate, 0.006, 0.05
    )


def kick(noise: Samples, rate: int) -> Samples:
    t = clock(0.28, rate)
    swept = TAU * (np.float32(48) * t + np.float32(4.2) * (1 - np.exp(-t * 28)))
    return shaped(np.sin(swept) * np.exp(-t * 11), rate, 0.001, 0.05)


def snare(noise: Samples, rate: int) -> Samples:
    t = clock(0.2, rate)
    tone = np.sin(TAU * np.float32(187) * t) * np.exp(-t * 30)
    wave: Samples = np.float32(0.7) * tone + np.float32(0.5) * noise[: len(t)] * np.exp(-t * 19)
    return wave


def hat(noise: Samples, rate: int) -> Samples:
    t = clock(0.07, rate)
    wave: Samples = np.diff(noise[: len(t) + 1]) * np.exp(-t * 60) * np.float32(0.5)
    return wave


def shaker(noise: Samples, rate: int) -> Samples:
    t = clock(0.11, rate)
    swell = np.sin(np.float32(np.pi / 0.11) * t)
    wave: Samples = np.diff(noise[: len(t) + 1]) * swell * np.float32(0.3)
    return wave


def clap(noise: Samples, rate: int) -> Samples:
    t = clock(0.18, rate)
    wave = np.exp(-t * 22)
    for at in (0.0, 0.012, 0.026):
        wave += np.exp(-np.abs(t - np.float32(at)) * 160)
    return wave * noise[: len(t)] * np.float32(0.3)


PITCHED: dict[str, Callable[[float, float, int], Samples]] = {
    "pluck": pluck,
    "keys": keys,
    "bell": bell,
    "reed": reed,
    "lead": lead,
    "pad": pad,
    "organ": organ,
    "bass": bass,
}

DRUMS: dict[str, Callable[[Samples, int], Samples]] = {
    "kick": kick,
    "snare": snare,
    "hat": hat,
    "shaker": shaker,
    "clap": clap,
}
