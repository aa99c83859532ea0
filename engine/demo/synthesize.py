"""Plays a demo piece: the same samples for the same piece, on every machine."""

import numpy as np

from engine.demo.composition import compose
from engine.demo.pieces import Piece
from engine.demo.voices import DRUMS, PITCHED, Samples

__all__ = ["RATE", "Samples", "render"]

RATE = 22_050
GRID = 0.03
ECHOES = ((0.031, 0.22), (0.047, 0.18), (0.073, 0.14), (0.109, 0.10), (0.163, 0.07))


def render(piece: Piece) -> Samples:
    """Mono samples in [-1, 1], RATE a second, exactly `piece.seconds` long."""
    out = np.zeros(piece.seconds * RATE, np.float32)
    noise = np.random.default_rng(piece.seed).standard_normal(RATE).astype(np.float32)
    # Bands rarely tune to exactly the same pitch.
    tuning = (piece.seed * 0.37) % 1.0 - 0.5
    sounds: dict[tuple[str, int, int], Samples] = {}
    for note in compose(piece.seed, piece.seconds):
        # Lengths on a grid let a sound that comes back be computed once.
        key = (note.voice, note.pitch, round(note.length / GRID))
        if key not in sounds:
            sounds[key] = sound(note.voice, note.pitch + tuning, key[2] * GRID, noise)
        begin = int(note.start * RATE)
        wave = sounds[key][: len(out) - begin]
        out[begin : begin + len(wave)] += np.float32(note.gain) * wave
    return mastered(out)


def sound(voice: str, pitch: float, seconds: float, noise: Samples) -> Samples:
    if voice in DRUMS:
        return DRUMS[voice](noise, RATE).astype(np.float32)
    hertz = 440.0 * 2 ** ((pitch - 69) / 12)
    return PITCHED[voice](hertz, max(seconds, 2 * GRID), RATE).astype(np.float32)


def mastered(dry: Samples) -> Samples:
    """A small room, an even level, soft peaks, and a fade at the end."""
    wet = dry.copy()
    for delay, gain in ECHOES:
        shift = int(delay * RATE)
        wet[shift:] += np.float32(gain) * dry[:-shift]
    level = float(np.sqrt(np.mean(wet**2))) or 1.0
    loud: Samples = np.tanh(wet * np.float32(0.2 / level)) * np.float32(0.9)
    fade = RATE // 2
    loud[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return loud
