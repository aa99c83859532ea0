"""Writing samples to an audio file, with the tags that its format supports."""

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
class EncodeFormat:
    """How a codec is written: ffmpeg's container and encoder, and the rates it supports."""

    container: str
    encoder: str
    extension: str
    rates: tuple[int, ...] = ()
    bit_rate: int | None = None


CODECS: Mapping[str, EncodeFormat] = {
    "mp3": EncodeFormat(
        "mp3", "libmp3lame", "mp3", (8000, 11025, 16000, 22050, 32000, 44100, 48000)
    ),
    "ogg": EncodeFormat("ogg", "libopus", "ogg", (8000, 12000, 16000, 24000, 48000)),
    "opus": EncodeFormat("ogg", "libopus", "opus", (8000, 12000, 16000, 24000, 48000)),
    "flac": EncodeFormat("flac", "flac", "flac"),
    "wav": EncodeFormat("wav", "pcm_s16le", "wav"),
    "aac": EncodeFormat("ipod", "aac", "m4a", (8000, 11025, 16000, 22050, 32000, 44100, 48000)),
    "amr": EncodeFormat("amr", "libopencore_amrnb", "amr", (8000,), bit_rate=12_200),
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
        encode_format = CODECS[codec]
    except KeyError:
        raise ValueError(f"{codec!r} is not one of {', '.join(CODECS)}.") from None
    stream_rate = nearest_rate(encode_format.rates, rate)
    names = ID3 if codec == "mp3" else VORBIS
    with av.open(os.fspath(path), mode="w", format=encode_format.container) as container:
        container.metadata.update({names.get(k, k): v for k, v in (tags or {}).items() if v})
        stream = cast(
            AudioStream,
            container.add_stream(encode_format.encoder, rate=stream_rate, layout="mono"),
        )
        if stream_bit_rate := bit_rate or encode_format.bit_rate:
            stream.bit_rate = stream_bit_rate
        context = stream.codec_context
        resampler = AudioResampler(context.format, "mono", stream_rate, context.frame_size or None)
        for frame in [*resampler.resample(to_frame(samples, rate)), *resampler.resample(None)]:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def nearest_rate(rates: tuple[int, ...], rate: int) -> int:
    """The lowest supported rate that loses nothing, or the highest."""
    return rate if not rates else min((r for r in rates if r >= rate), default=rates[-1])


def to_frame(samples: npt.NDArray[np.float32], rate: int) -> AudioFrame:
    mono = np.ascontiguousarray(np.clip(samples, -1.0, 1.0), np.float32).reshape(1, -1)
    frame = AudioFrame.from_ndarray(mono, format="fltp", layout="mono")
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = 0
    return frame
