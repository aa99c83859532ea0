"""Fingerprints: sparse ones to keep for what is in a bucket, dense ones to ask with."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.recognition.pairs import Frames, landmarks
from engine.recognition.peaks import Packed, constellation
from engine.recognition.spectrum import FRAMES_PER_SECOND, Floats

VERSION = 1
REFERENCE_PEAKS, REFERENCE_FAN_OUT = 20, 4
QUERY_PEAKS, QUERY_FAN_OUT, QUERY_SLACK = 80, 12, 1

HEAD = struct.Struct("<4sHHII")
MAGIC = b"ARPR"


class BadPrint(ValueError):
    """The bytes are not a fingerprint, or one of another version."""


@dataclass(frozen=True, eq=False)
class Print:
    """Packed peaks (frame << 9 | bin) in order of time, and how many frames they cover."""

    peaks: Packed
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FRAMES_PER_SECOND


@dataclass(frozen=True, eq=False)
class ReferencePrint(Print):
    """What is stored: about 290 kB an hour as bytes. The landmarks are derived from it."""

    def landmarks(self) -> tuple[Packed, Frames]:
        return landmarks(self.peaks, REFERENCE_FAN_OUT)

    def to_bytes(self) -> bytes:
        head = HEAD.pack(MAGIC, VERSION, 0, self.frames, len(self.peaks))
        return head + self.peaks.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "ReferencePrint":
        """Raises BadPrint."""
        if len(content) < HEAD.size:
            raise BadPrint("The fingerprint is too short to be one.")
        magic, version, _, frames, count = HEAD.unpack_from(content)
        if magic != MAGIC or version != VERSION:
            raise BadPrint("This is not a fingerprint, or one of another version.")
        if len(content) != HEAD.size + 4 * count:
            raise BadPrint("The fingerprint is not whole.")
        return cls(np.frombuffer(content, "<u4", offset=HEAD.size).astype(np.uint32), frames)


@dataclass(frozen=True, eq=False)
class QueryPrint(Print):
    """What is asked with: denser, so that enough of it survives noise and speech."""

    def landmarks(self) -> tuple[Packed, Frames]:
        return landmarks(self.peaks, QUERY_FAN_OUT, QUERY_SLACK)


def reference(blocks: Floats | Iterable[Floats]) -> ReferencePrint:
    """Of mono samples at 11,025 a second, whole or in blocks (flat memory)."""
    return ReferencePrint(*constellation(as_blocks(blocks), REFERENCE_PEAKS))


def query(blocks: Floats | Iterable[Floats]) -> QueryPrint:
    """Of mono samples at 11,025 a second, whole or in blocks (flat memory)."""
    return QueryPrint(*constellation(as_blocks(blocks), QUERY_PEAKS))


def as_blocks(blocks: Floats | Iterable[Floats]) -> Iterable[Floats]:
    return [blocks] if isinstance(blocks, np.ndarray) else blocks
