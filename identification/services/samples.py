"""Cuts short samples out of recordings of any audio format."""

from dataclasses import dataclass, field
from pathlib import Path

from core.audio.cut import SAMPLE_BYTES, cut_pcm, wav_file
from core.audio.decoder import Limits, probe
from core.audio.errors import DecodeFailedError
from core.audio.undecoded import cut_undecoded

MIN_SECONDS, DEFAULT_SECONDS, MAX_SECONDS = 3.0, 12.0, 15.0
# Both services recommend 16-bit PCM, mono, 8000 samples a second.
SAMPLE_RATE = 8000
# A person waits for this, and a thread of the web server too.
LIMITS = Limits(cpu_seconds=20, wall_seconds=30.0)

# The documents allow 5 MB, and recommend at most 1 MB. A fingerprint of 12 seconds has a few
# kilobytes.
MAX_UNDECODED_BYTES = MAX_FINGERPRINT_BYTES = 1024 * 1024


class FingerprintTooLargeError(Exception):
    """It is no fingerprint of a sample. The message says how large one may be."""


class SampleTooShortError(Exception):
    """Too little audio follows the begin of the sample. The message says how much."""


@dataclass(frozen=True)
class Sample:
    """A WAV or MP3 file and its length in seconds; a fingerprint, which tells no length, has 0."""

    content: bytes = field(repr=False)
    seconds: float
    format: str = "wav"


def take_sample(source: Path, *, begin: float, length: float) -> Sample:
    """`cut_sample`, without decoding where the service takes a piece of the file as it is.

    Raises AudioError and SampleTooShortError.
    """
    cut = cut_undecoded(source, start=begin, length=length, max_bytes=MAX_UNDECODED_BYTES)
    if cut is None or cut.seconds < MIN_SECONDS:
        return cut_sample(source, begin=begin, length=length)
    return Sample(cut.content, cut.seconds, cut.format)


def cut_sample(source: Path, *, begin: float, length: float) -> Sample:
    """Cut `length` seconds from `begin` on, or as much as follows.

    Raises AudioError and SampleTooShortError.
    """
    try:
        pcm = cut_pcm(source, start=begin, length=length, rate=SAMPLE_RATE, limits=LIMITS)
    except DecodeFailedError:
        duration = probe(source, limits=LIMITS).duration
        if duration > begin:
            raise
        raise SampleTooShortError(
            f"The file ends at second {duration:.1f}, before the sample begins."
        ) from None
    seconds = len(pcm) / SAMPLE_BYTES / SAMPLE_RATE
    if seconds < MIN_SECONDS:
        raise SampleTooShortError(
            f"Only {seconds:.1f} seconds of audio follow second {begin:g}: a sample needs"
            f" {MIN_SECONDS:g}."
        )
    return Sample(wav_file(pcm, SAMPLE_RATE), seconds)


def read_fingerprint(source: Path) -> Sample:
    """A fingerprint goes as it is: its format is closed, so nothing can be cut out of it.

    Raises FingerprintTooLargeError.
    """
    if source.stat().st_size > MAX_FINGERPRINT_BYTES:
        raise FingerprintTooLargeError(
            f"A fingerprint may have at most {MAX_FINGERPRINT_BYTES:,} bytes: is this a recording?"
        )
    return Sample(source.read_bytes(), 0.0)
