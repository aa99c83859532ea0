"""From the bytes of a sample to what is heard in its first twelve seconds."""

import numpy as np
import numpy.typing as npt

from audio.decode import AudioError, Limits, decode
from engine import storage
from engine.identify.form import Form
from engine.identify.status import BAD_ARGUMENTS, NO_FINGERPRINT, Answer
from engine.recognize import RATE

Samples = npt.NDArray[np.float32]

HEARD_SECONDS = 12.0
LIMITS = Limits(cpu_seconds=10, wall_seconds=15.0)


def heard(sample: bytes, form: Form) -> Samples:
    """Mono samples at the recognizer's rate. Raises Answer."""
    if form.text("audio_format").lower() in ("pcm", "raw"):
        sample = as_wave(sample, form)
    with storage.spooled() as path:
        path.write_bytes(sample)
        try:
            samples = decode(path, rate=RATE, length=HEARD_SECONDS, limits=LIMITS)
        except AudioError:
            raise Answer(NO_FINGERPRINT) from None
    if not len(samples) or not np.isfinite(samples).all():
        raise Answer(NO_FINGERPRINT)
    return samples


def as_wave(pcm: bytes, form: Form) -> bytes:
    """Raw 16-bit PCM, as the mobile SDKs record it, with the header that names its form."""
    rate = whole(form, "sample_rate", 8000, 4000, 192_000)
    channels = whole(form, "audio_channels", 1, 1, 8)
    width = channels * 2
    pcm = pcm[: len(pcm) // width * width]
    header = b"RIFF" + (36 + len(pcm)).to_bytes(4, "little") + b"WAVEfmt "
    header += (16).to_bytes(4, "little") + (1).to_bytes(2, "little")
    header += channels.to_bytes(2, "little") + rate.to_bytes(4, "little")
    header += (rate * width).to_bytes(4, "little") + width.to_bytes(2, "little")
    header += (16).to_bytes(2, "little") + b"data" + len(pcm).to_bytes(4, "little")
    return header + pcm


def whole(form: Form, name: str, default: int, least: int, most: int) -> int:
    text = form.text(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
        raise Answer(BAD_ARGUMENTS, f"{name} must be between {least} and {most}")
    return int(text[:9])
