"""Samples: short, small pieces cut out of whatever people bring."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from audio.convert import cut_sample
from audio.decode import DecodeFailed, Limits, probe

LEAST_SECONDS, USUAL_SECONDS, MOST_SECONDS = 3.0, 12.0, 15.0
# What both services name as their own format: 16-bit PCM, mono, 8000 samples a second.
RATE = 8000
# A person waits for this, and so does a thread of the web server.
LIMITS = Limits(cpu_seconds=20, wall_seconds=30.0)


class TooShort(Exception):
    """Too little audio is left where the sample should begin. The message says how much."""


@dataclass(frozen=True)
class Sample:
    """A WAV file and its length in seconds."""

    content: bytes = field(repr=False)
    seconds: float


def cut(source: Path, *, begin: float, length: float) -> Sample:
    """`length` seconds from `begin`, or what is left there. Raises AudioError and TooShort."""
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        target = Path(folder) / "sample.wav"
        try:
            seconds = cut_sample(
                source, target, start=begin, length=length, rate=RATE, limits=LIMITS
            )
        except DecodeFailed:
            whole = probe(source, limits=LIMITS).duration
            if whole > begin:
                raise
            raise TooShort(
                f"The file ends at second {whole:.1f}, before the sample begins."
            ) from None
        if seconds < LEAST_SECONDS:
            raise TooShort(
                f"Only {seconds:.1f} seconds of audio follow second {begin:g}: a sample needs"
                f" {LEAST_SECONDS:g}."
            )
        return Sample(target.read_bytes(), seconds)
