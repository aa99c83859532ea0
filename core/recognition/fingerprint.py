"""Fingerprints: sparse ones of the references in a bucket, dense ones of queries."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.recognition.arrays import Float32Array, UInt32Array
from core.recognition.landmarks import hash_landmarks
from core.recognition.peaks import find_peaks
from core.recognition.spectrum import FRAMES_PER_SECOND

VERSION = 1
REFERENCE_PEAKS, REFERENCE_FAN_OUT = 20, 4
QUERY_PEAKS, QUERY_FAN_OUT, QUERY_SLACK = 80, 12, 1

HEADER = struct.Struct("<4sHHII")
MAGIC = b"ARPR"


class BadFingerprintError(ValueError):
    """The bytes are not a fingerprint, or one of another version."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Packed peaks (frame << 9 | bin) in order of time, and the number of frames they cover."""

    peaks: UInt32Array
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FRAMES_PER_SECOND


@dataclass(frozen=True, eq=False)
class ReferenceFingerprint(Fingerprint):
    """What is stored: about 290 kB an hour as bytes. The landmarks are derived from it."""

    def landmarks(self) -> tuple[UInt32Array, UInt32Array]:
        return hash_landmarks(self.peaks, REFERENCE_FAN_OUT)

    def to_bytes(self) -> bytes:
        header = HEADER.pack(MAGIC, VERSION, 0, self.frames, len(self.peaks))
        return header + self.peaks.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "ReferenceFingerprint":
        """Raises BadFingerprintError."""
        if len(content) < HEADER.size:
            raise BadFingerprintError("The fingerprint is too short to be one.")
        magic, version, _, frames, count = HEADER.unpack_from(content)
        if magic != MAGIC or version != VERSION:
            raise BadFingerprintError("This is not a fingerprint, or one of another version.")
        if len(content) != HEADER.size + 4 * count:
            raise BadFingerprintError("The fingerprint is not whole.")
        return cls(np.frombuffer(content, "<u4", offset=HEADER.size).astype(np.uint32), frames)


@dataclass(frozen=True, eq=False)
class QueryFingerprint(Fingerprint):
    """What is searched for: denser, so that enough of it survives noise and speech."""

    def landmarks(self) -> tuple[UInt32Array, UInt32Array]:
        return hash_landmarks(self.peaks, QUERY_FAN_OUT, QUERY_SLACK)


def fingerprint_reference(blocks: Float32Array | Iterable[Float32Array]) -> ReferenceFingerprint:
    """Of mono samples at 11,025 a second, whole or in blocks (constant memory)."""
    return ReferenceFingerprint(*find_peaks(as_blocks(blocks), REFERENCE_PEAKS))


def fingerprint_query(blocks: Float32Array | Iterable[Float32Array]) -> QueryFingerprint:
    """Of mono samples at 11,025 a second, whole or in blocks (constant memory)."""
    return QueryFingerprint(*find_peaks(as_blocks(blocks), QUERY_PEAKS))


def as_blocks(blocks: Float32Array | Iterable[Float32Array]) -> Iterable[Float32Array]:
    return [blocks] if isinstance(blocks, np.ndarray) else blocks
