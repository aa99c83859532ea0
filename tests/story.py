"""Music that nobody has heard yet, and a recording in which it plays."""

import io
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from core.audio.encode import write_audio
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.demo.synthesize import RATE, render

TITLE = "A piece of its own"
# Where the piece plays in the recording, and where in itself it begins, in seconds.
PLAYS_FROM, PLAYS_TO, FROM_SECOND = 12.0, 37.0, 5.0
LENGTH = 50.0


@cache
def piece() -> Piece:
    """One that no demo account holds."""
    return replace(DEMO_PIECES[3], slug="own", title=TITLE, artist="Nobody Yet", seed=77_001)


@cache
def music() -> bytes:
    """The piece as an MP3 file with its tags."""
    return _encoded(render(piece()), piece().tags)


@cache
def recording() -> bytes:
    """Noise with a stretch of the piece in it, as an MP3 file."""
    noise = np.random.default_rng(5).normal(0, 0.02, int(LENGTH * RATE)).astype(np.float32)
    begin, end = int(PLAYS_FROM * RATE), int(PLAYS_TO * RATE)
    first = int(FROM_SECOND * RATE)
    noise[begin:end] += 0.7 * render(piece())[first : first + end - begin]
    return _encoded(np.clip(noise, -1, 1), {})


def _encoded(samples: np.ndarray, tags: dict[str, str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.mp3"
        write_audio(path, samples, rate=RATE, tags=tags)
        return io.BytesIO(path.read_bytes()).getvalue()
