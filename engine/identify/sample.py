"""Decoding the first twelve seconds of a sample."""

import numpy as np
import numpy.typing as npt

from core.audio.decode import decode
from core.audio.decoder import Limits
from core.audio.errors import AudioError
from core.recognition.spectrum import SAMPLE_RATE
from engine.disk import storage
from engine.identify.form import IdentifyForm
from engine.identify.status import BAD_ARGUMENTS, NO_FINGERPRINT, StatusError

Samples = npt.NDArray[np.float32]

SAMPLE_SECONDS = 12.0
LIMITS = Limits(cpu_seconds=10, wall_seconds=15.0)


def decode_sample(sample: bytes, form: IdentifyForm) -> Samples:
    """Mono samples at the recognizer's rate. Raises StatusError."""
    if form.text("audio_format").lower() in ("pcm", "raw"):
        sample = wrap_pcm(sample, form)
    with storage.spool_file() as path:
        path.write_bytes(sample)
        try:
            samples = decode(path, rate=SAMPLE_RATE, length=SAMPLE_SECONDS, limits=LIMITS)
        except AudioError:
            raise StatusError(NO_FINGERPRINT) from None
    if not len(samples) or not np.isfinite(samples).all():
        raise StatusError(NO_FINGERPRINT)
    return samples


def wrap_pcm(pcm: bytes, form: IdentifyForm) -> bytes:
    """Raw 16-bit PCM, as the mobile SDKs record it, with a WAVE header."""
    rate = integer_field(form, "sample_rate", 8000, 4000, 192_000)
    channels = integer_field(form, "audio_channels", 1, 1, 8)
    width = channels * 2
    pcm = pcm[: len(pcm) // width * width]
    header = b"RIFF" + (36 + len(pcm)).to_bytes(4, "little") + b"WAVEfmt "
    header += (16).to_bytes(4, "little") + (1).to_bytes(2, "little")
    header += channels.to_bytes(2, "little") + rate.to_bytes(4, "little")
    header += (rate * width).to_bytes(4, "little") + width.to_bytes(2, "little")
    header += (16).to_bytes(2, "little") + b"data" + len(pcm).to_bytes(4, "little")
    return header + pcm


def integer_field(form: IdentifyForm, name: str, default: int, minimum: int, maximum: int) -> int:
    text = form.text(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not minimum <= int(text[:9]) <= maximum:
        raise StatusError(BAD_ARGUMENTS, f"{name} must be between {minimum} and {maximum}")
    return int(text[:9])
