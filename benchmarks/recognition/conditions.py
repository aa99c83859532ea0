"""Distortions of music on its way to a recognizer, computed instead of recorded in real rooms.

Sounds are mono at 22,050 samples a second. Each condition is a function of the sound, a random
generator, and a recording of voices.
"""

import io
from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from scipy.signal import butter, fftconvolve, resample, sosfilt

from core.audio.encode import CODECS, to_frame

Samples = npt.NDArray[np.float32]
Chance = np.random.Generator
Condition = Callable[[Samples, Chance, Samples], Samples]

RATE = 22_050


def coded(samples: Samples, codec: str, bit_rate: int | None = None) -> Samples:
    """Through an encoder and back, in memory."""
    form = CODECS[codec]
    rate = min((r for r in form.rates if r >= RATE), default=(form.rates or (RATE,))[-1])
    file = io.BytesIO()
    with av.open(file, "w", format=form.container) as container:
        stream = cast(AudioStream, container.add_stream(form.encoder, rate=rate, layout="mono"))
        if wanted_bit_rate := bit_rate or form.bit_rate:
            stream.bit_rate = wanted_bit_rate
        context = stream.codec_context
        shaper = AudioResampler(context.format, "mono", rate, context.frame_size or None)
        for frame in [*shaper.resample(to_frame(samples, RATE)), *shaper.resample(None)]:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    back = AudioResampler("flt", "mono", RATE)
    with av.open(file, "r") as container:
        parts = [
            p for frame in container.decode(audio=0) for p in back.resample(without_time(frame))
        ]
    parts += back.resample(None)
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def without_time(frame: AudioFrame) -> AudioFrame:
    frame.pts = None
    return frame


def mixed(samples: Samples, over: Samples, decibels: float) -> Samples:
    gain = np.sqrt(np.mean(samples**2) / (np.mean(over**2) + 1e-12)) * 10 ** (-decibels / 20)
    sum_: Samples = samples + np.float32(gain) * over
    return sum_


def pink(size: int, chance: Chance) -> Samples:
    spectrum = np.fft.rfft(chance.standard_normal(size))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    noise: Samples = np.fft.irfft(spectrum, size).astype(np.float32)
    return noise


def babble(size: int, chance: Chance, voices: Samples) -> Samples:
    """Six people at once."""
    begins = chance.integers(0, len(voices) - size, 6)
    together: Samples = np.sum([voices[b : b + size] for b in begins], axis=0, dtype=np.float32)
    return together


def room(samples: Samples, chance: Chance, seconds: float = 0.6) -> Samples:
    """A direct sound and a diffuse tail 2 dB below it that falls by 60 dB in `seconds`."""
    size = int(1.2 * seconds * RATE)
    tail = chance.standard_normal(size) * np.exp(-6.9 * np.arange(size) / (seconds * RATE))
    answer = 0.8 * tail / np.sqrt(np.sum(tail**2))
    answer[0] += 1
    echoing: Samples = fftconvolve(samples, answer)[: len(samples)].astype(np.float32)
    return echoing


def phone(samples: Samples, chance: Chance, voices: Samples) -> Samples:
    """As heard through a telephone that is held up in a room with talking people."""
    heard = mixed(room(samples, chance, 0.4), babble(len(samples), chance, voices), 8)
    band = sosfilt(butter(4, [300, 3400], "band", fs=RATE, output="sos"), heard)
    return coded((0.8 * band / np.abs(band).max()).astype(np.float32), "amr")


def sped(samples: Samples, factor: float) -> Samples:
    resampled: Samples = resample(samples, int(len(samples) / factor)).astype(np.float32)
    return resampled


def stretched(samples: Samples, factor: float) -> Samples:
    """Faster by `factor` at the same pitch: a phase vocoder."""
    size, hop = 2048, 512
    window = np.hanning(size).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(np.pad(samples, size), size)[::hop]
    spectra = np.fft.rfft(views * window, axis=1)
    positions = np.arange(0, len(spectra) - 1, factor)
    left, part = positions.astype(int), (positions % 1)[:, None]
    level = (1 - part) * np.abs(spectra[left]) + part * np.abs(spectra[left + 1])
    steady = 2 * np.pi * hop * np.arange(size // 2 + 1) / size
    turned = np.angle(spectra[left + 1]) - np.angle(spectra[left]) - steady
    turned += steady - 2 * np.pi * np.round(turned / (2 * np.pi))
    phase = np.cumsum(np.vstack([np.angle(spectra[:1]), turned[:-1]]), axis=0)
    pieces = np.fft.irfft(level * np.exp(1j * phase), axis=1) * window
    out = np.zeros(len(pieces) * hop + size)
    for number, piece in enumerate(pieces):
        out[number * hop : number * hop + size] += piece / 1.5
    return out[size : size + int(len(samples) / factor)].astype(np.float32)


def sixteen_bit(samples: Samples) -> Samples:
    return np.round(samples * 32767).astype(np.float32) / np.float32(32767)


def conditions() -> Mapping[str, Condition]:
    by_name: dict[str, Condition] = {
        "clean": lambda x, c, v: x,
        "MP3 64k": lambda x, c, v: coded(x, "mp3", 64_000),
        "Ogg 48k": lambda x, c, v: coded(x, "ogg", 48_000),
        "AMR-NB": lambda x, c, v: coded(x, "amr"),
        "room": lambda x, c, v: room(x, c),
        "phone": phone,
        "gain −30 dB": lambda x, c, v: sixteen_bit(x * np.float32(10**-1.5)),
        "clipping +15 dB": lambda x, c, v: np.clip(x / np.abs(x).max() * 10**0.75, -1, 1),
    }
    for level in (10, 5, 0):
        by_name[f"pink noise {level} dB"] = partial(with_pink, level)
        by_name[f"white noise {level} dB"] = partial(with_white, level)
        by_name[f"babble {level} dB"] = partial(with_babble, level)
    for percent in (1, -1, 2, -2, 4, -4):
        factor = 1 + percent / 100
        by_name[f"speed {percent:+d} %"] = partial(at_speed, factor)
        by_name[f"tempo {percent:+d} %"] = partial(at_tempo, factor)
        by_name[f"pitch {percent:+d} %"] = partial(at_pitch, factor)
    return by_name


def with_pink(level: float, samples: Samples, chance: Chance, _: Samples) -> Samples:
    return mixed(samples, pink(len(samples), chance), level)


def with_white(level: float, samples: Samples, chance: Chance, _: Samples) -> Samples:
    return mixed(samples, chance.standard_normal(len(samples)).astype(np.float32), level)


def with_babble(level: float, samples: Samples, chance: Chance, voices: Samples) -> Samples:
    return mixed(samples, babble(len(samples), chance, voices), level)


def at_speed(factor: float, samples: Samples, _: Chance, __: Samples) -> Samples:
    return sped(samples, factor)


def at_tempo(factor: float, samples: Samples, _: Chance, __: Samples) -> Samples:
    return stretched(samples, factor)


def at_pitch(factor: float, samples: Samples, _: Chance, __: Samples) -> Samples:
    return sped(stretched(samples, 1 / factor), factor)
