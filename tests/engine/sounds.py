"""Audio for the tests: synthesized pieces and parts of them, each written once per session."""

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.audio.encode import write_audio
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.demo.synthesize import RATE, render

PIECES = {piece.slug: piece for piece in DEMO_PIECES}


class Sounds:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rendered: dict[str, npt.NDArray[np.float32]] = {}

    def piece(self, slug: str) -> Piece:
        return PIECES[slug]

    def samples(self, slug: str) -> npt.NDArray[np.float32]:
        if slug not in self.rendered:
            self.rendered[slug] = render(PIECES[slug])
        return self.rendered[slug]

    def piece_file(self, slug: str, codec: str = "mp3") -> Path:
        """A piece as a tagged file."""
        path = self.folder / f"{slug}.{codec}"
        if not path.exists():
            tags = PIECES[slug].tags
            write_audio(path, self.samples(slug), rate=RATE, tags=tags, codec=codec)
        return path

    def part(self, slug: str, start: float, seconds: float, codec: str = "mp3") -> Path:
        """`seconds` of a piece from `start`."""
        path = self.folder / f"{slug}-{start:g}-{seconds:g}.{codec}"
        if not path.exists():
            cut = self.samples(slug)[int(start * RATE) : int((start + seconds) * RATE)]
            write_audio(path, cut, rate=RATE, codec=codec)
        return path

    @cached_property
    def short(self) -> Path:
        return self.part("kiln", 0, 6)

    @cached_property
    def noise(self) -> Path:
        """Twelve seconds of noise, which is in no bucket."""
        path = self.folder / "noise.wav"
        hiss = np.random.default_rng(5).standard_normal(12 * RATE).astype(np.float32) * 0.1
        write_audio(path, hiss, rate=RATE, codec="wav")
        return path
