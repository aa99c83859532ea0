"""Samples cut out of WAV and MP3 files as they are, without decoding them.

Only headers are read, in this process: a file that isn't as plain as expected gives None, and is
for the decoder. MP3 frames: ISO/IEC 11172-3, 2.4.1.3 and 13818-3.
"""

import io
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.audio.formats import HIGHEST_RATE, LOWEST_RATE

PCM_BYTES = 2
MAX_CHANNELS = 2
MPEG_1, MPEG_2 = 3, 2
LAYER_3 = 1
SAMPLES_PER_FRAME = {MPEG_1: 1152, MPEG_2: 576}
SAMPLE_RATES = {MPEG_1: (44_100, 48_000, 32_000), MPEG_2: (22_050, 24_000, 16_000)}
KILOBITS = {
    MPEG_1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    MPEG_2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
# A first frame that tells of the others; with it, decoders also drop the encoder's delay.
INFO_NAMES = (b"Xing", b"Info")
SOUNDLESS_FRAMES = 2
ID3_HEAD_BYTES = 10
ID3_AT_END = b"TAG"


@dataclass(frozen=True)
class Cut:
    """A piece of a file, in the file's own format (`wav` or `mp3`), and its length in seconds."""

    content: bytes = field(repr=False)
    seconds: float
    format: str


def cut_undecoded(source: Path, *, start: float, length: float, max_bytes: int) -> Cut | None:
    """`length` seconds of `source` from `start`, or what follows; None where that takes a decoder.

    An MP3 file is cut at its beginning only: further on, a frame needs those before it.
    """
    try:
        with source.open("rb") as file:
            if file.read(4) == b"RIFF":
                file.seek(0)
                return _cut_wav(file, start, length, max_bytes)
            file.seek(0)
            return _cut_mp3(file, length, max_bytes) if start == 0 else None
    except (OSError, EOFError, wave.Error):
        return None


def _cut_wav(file: BinaryIO, start: float, length: float, max_bytes: int) -> Cut | None:
    with wave.open(file) as source:
        rate, channels = source.getframerate(), source.getnchannels()
        first, count = round(start * rate), round(length * rate)
        is_plain = source.getsampwidth() == PCM_BYTES and LOWEST_RATE <= rate <= HIGHEST_RATE
        if not is_plain or channels > MAX_CHANNELS or first >= source.getnframes():
            return None
        if count * channels * PCM_BYTES > max_bytes:
            return None
        source.setpos(first)
        pcm = source.readframes(count)
    content = io.BytesIO()
    with wave.open(content, "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(PCM_BYTES)
        target.setframerate(rate)
        target.writeframes(pcm)
    return Cut(content.getvalue(), len(pcm) / PCM_BYTES / channels / rate, "wav")


def _cut_mp3(file: BinaryIO, length: float, max_bytes: int) -> Cut | None:
    """Whole frames from the first one on. None unless one follows the other without a gap."""
    file.seek(_id3_bytes(file.read(ID3_HEAD_BYTES)))
    # One byte more than may be sent, and the head of the frame behind that.
    content = file.read(max_bytes + 4)
    position, samples, kind = 0, 0, None
    first = _frame(content[:4])
    if first and any(name in content[: first.size] for name in INFO_NAMES):
        samples = -SOUNDLESS_FRAMES * SAMPLES_PER_FRAME[first.version]
    while frame := _frame(content[position : position + 4]):
        if kind not in (None, (frame.version, frame.rate)):
            return None
        if samples / frame.rate >= length:
            break
        kind = (frame.version, frame.rate)
        position += frame.size
        samples += SAMPLES_PER_FRAME[frame.version]
    is_at_end = position == len(content) or content.startswith(ID3_AT_END, position)
    if kind is None or position > min(len(content), max_bytes) or not (frame or is_at_end):
        return None
    return Cut(content[:position], samples / kind[1], "mp3")


def _id3_bytes(head: bytes) -> int:
    """How many bytes the tag at the beginning has (id3.org, ID3v2: four times seven bits)."""
    if not head.startswith(b"ID3") or len(head) < ID3_HEAD_BYTES:
        return 0
    size = 0
    for byte in head[6:]:
        size = size << 7 | byte & 0x7F
    return size + ID3_HEAD_BYTES


@dataclass(frozen=True)
class _Frame:
    version: int
    rate: int
    size: int


def _frame(head: bytes) -> _Frame | None:
    """The frame of layer III that begins with these four bytes, if one does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, sample_rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in SAMPLE_RATES or layer != LAYER_3 or bit_rate in (0, 15) or sample_rate == 3:
        return None
    rate = SAMPLE_RATES[version][sample_rate]
    bits = KILOBITS[version][bit_rate] * 1000
    return _Frame(version, rate, SAMPLES_PER_FRAME[version] // 8 * bits // rate + padding)
