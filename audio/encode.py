"""Write samples to a file, with the tags the format has a place for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

__all__ = ["CODECS", "write_audio"]


@dataclass(frozen=True)
class Form:
    """How one codec is written: ffmpeg's container and encoder, and the rates it takes."""

    container: str
    encoder: str
    extension: str
    rates: tuple[int, ...] = ()
    bit_rate: int | None = None


CODECS: Mapping[str, Form] = {
    "mp3": Form("mp3", "libmp3lame", "mp3", (8000, 11025, 16000, 22050, 32000, 44100, 48000)),
    "ogg": Form("ogg", "libopus", "ogg", (8000, 12000, 16000, 24000, 48000)),
    "opus": Form("ogg", "libopus", "opus", (8000, 12000, 16000, 24000, 48000)),
    "flac": Form("flac", "flac", "flac"),
    "wav": Form("wav", "pcm_s16le", "wav"),
    "aac": Form("ipod", "aac", "m4a", (8000, 11025, 16000, 22050, 32000, 44100, 48000)),
    "amr": Form("amr", "libopencore_amrnb", "amr", (8000,), bit_rate=12_200),
}

ID3 = {"isrc": "TSRC", "label": "publisher"}
VORBIS = {"isrc": "ISRC", "label": "LABEL"}


def write_audio(
    path: str | os.PathLike[str],
    samples: npt.NDArray[np.float32],
    *,
    rate: int,
    tags: Mapping[str, str] | None = None,
    codec: str = "mp3",
    bit_rate: int | None = None,
) -> None:
    """Writes mono samples at `rate` per second; `codec` is a name of CODECS, `bit_rate` in bit/s.

    Tags go by title, artist, album, label, isrc, genre and date. Raises ValueError on a codec
    that is not known.
    """
    try:
        form = CODECS[codec]
    except KeyError:
        raise ValueError(f"{codec!r} is not one of {', '.join(CODECS)}.") from None
    into = nearest(form.rates, rate)
    names = ID3 if codec == "mp3" else VORBIS
    with av.open(os.fspath(path), mode="w", format=form.container) as container:
        container.metadata.update({names.get(k, k): v for k, v in (tags or {}).items() if v})
        stream = cast(AudioStream, container.add_stream(form.encoder, rate=into, layout="mono"))
        if asked := bit_rate or form.bit_rate:
            stream.bit_rate = asked
        context = stream.codec_context
        resampler = AudioResampler(context.format, "mono", into, context.frame_size or None)
        for frame in [*resampler.resample(whole(samples, rate)), *resampler.resample(None)]:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def nearest(rates: tuple[int, ...], rate: int) -> int:
    """The lowest rate the codec takes that loses nothing, or its highest."""
    return rate if not rates else min((r for r in rates if r >= rate), default=rates[-1])


def whole(samples: npt.NDArray[np.float32], rate: int) -> AudioFrame:
    mono = np.ascontiguousarray(np.clip(samples, -1.0, 1.0), np.float32).reshape(1, -1)
    frame = AudioFrame.from_ndarray(mono, format="fltp", layout="mono")
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = 0
    return frame
