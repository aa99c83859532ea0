"""Three minutes off the radio: pieces one after another, a voice between and over them."""

from dataclasses import dataclass

import numpy as np

from engine.demo.pieces import DEMO_PIECES
from engine.demo.speech import talk
from engine.demo.synthesize import RATE, render
from engine.demo.voices import Samples

__all__ = ["Broadcast", "BroadcastPart", "demo_recording"]

SECONDS = 180
FADE = 0.8
# slug, second of the broadcast, seconds played, second of the piece it begins at
PLAYLIST = (
    ("tidewater", 6.0, 30.0, 8.0),
    ("yueye", 38.5, 24.0, 20.0),
    ("night-bus", 64.0, 26.0, 3.0),
    ("sobremesa", 96.0, 21.0, 31.0),
    ("seefahrt", 117.0, 12.0, 14.0),
    ("overclocked", 136.0, 32.0, 10.0),
)
# second of the broadcast, seconds, loudness against the music
VOICE = ((0.0, 8.5, 1.0), (33.0, 6.5, 0.9), (60.0, 9.0, 0.8), (88.5, 8.5, 1.0), (128.0, 12.0, 0.9))
CLOSING = ((166.0, 14.0, 1.0),)


@dataclass(frozen=True)
class BroadcastPart:
    """The truth about one stretch of music; everything in seconds."""

    slug: str
    begin: float
    end: float
    begin_in_piece: float


@dataclass(frozen=True)
class Broadcast:
    samples: Samples
    rate: int
    segments: tuple[BroadcastPart, ...]


def demo_recording() -> Broadcast:
    """The same 180 seconds every time, with what is played in them, and where."""
    pieces = {piece.slug: piece for piece in DEMO_PIECES}
    out = np.zeros(SECONDS * RATE, np.float32)
    for slug, begin, seconds, offset in PLAYLIST:
        music = render(pieces[slug])[int(offset * RATE) : int((offset + seconds) * RATE)].copy()
        slope = np.linspace(0, 1, int(FADE * RATE), dtype=np.float32)
        music[: len(slope)] *= slope
        music[-len(slope) :] *= slope[::-1]
        lay(out, begin, music)
    for number, (begin, seconds, loudness) in enumerate((*VOICE, *CLOSING)):
        lay(out, begin, np.float32(0.6 * loudness) * talk(seconds, rate=RATE, seed=number))
    hiss = np.random.default_rng(1).standard_normal(len(out)).astype(np.float32)
    out += np.float32(0.004) * hiss
    return Broadcast(
        samples=np.tanh(out),
        rate=RATE,
        segments=tuple(BroadcastPart(s, b, b + length, o) for s, b, length, o in PLAYLIST),
    )


def lay(out: Samples, begin: float, sound: Samples) -> None:
    at = int(begin * RATE)
    part = sound[: len(out) - at]
    out[at : at + len(part)] += part
