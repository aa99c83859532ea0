"""Short samples cut out of audio files, as both services recommend them: 16-bit PCM, mono."""

import io
import os
import wave

from core.audio.decoder import Limits, running_decoder
from core.audio.errors import DecodeFailedError

SAMPLE_BYTES = 2


def cut_pcm(
    source: str | os.PathLike[str],
    *,
    start: float,
    length: float,
    rate: int,
    limits: Limits | None = None,
) -> bytes:
    """`length` seconds of `source` from `start`, or what follows: 16-bit mono PCM at `rate`.

    Raises what `core.audio.decoder.probe` raises, and DecodeFailedError where `source` ends before
    `start`.
    """
    options = {"rate": rate, "start": start, "length": length, "sample_format": "s16"}
    with running_decoder("decode", source, options, limits or Limits()) as child:
        child.header()
        pcm = child.read(round(length * rate) * SAMPLE_BYTES)
        child.finish()
    if not pcm:
        raise DecodeFailedError(f"The audio ends before second {start:g}.")
    return pcm


def wav_file(pcm: bytes, rate: int) -> bytes:
    """A WAV file that holds 16-bit mono PCM."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(pcm)
    return content.getvalue()
