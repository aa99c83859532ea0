"""What is hard about long files: a piece twice in a row, two crossfaded, a piece that loops."""

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.programme import piece
from core.recognition import Index, ScanSegment, fingerprint, scan

COUNT = 20
NEAR = 1.0


def run(tracks: Sequence[Track], numbers: Sequence[int], index: Index) -> dict[str, int]:
    """Of COUNT each, how many were told as they should be."""
    chance = np.random.default_rng(5)
    long = [number for number in numbers if tracks[number].seconds > 60]
    told = {"of": COUNT, "twice": 0, "crossfaded": 0, "looped": 0}
    for _ in range(COUNT):
        one, other = (int(number) for number in chance.choice(long, 2, replace=False))
        told["twice"] += twice(index, one, piece(tracks[one].sound(), chance, 15)[0])
        sounds = (piece(tracks[n].sound(), chance, 20)[0] for n in (one, other))
        told["crossfaded"] += crossfaded(index, one, other, *sounds)
        told["looped"] += looped(piece(tracks[one].sound(), chance, 6)[0])
    return told


def twice(index: Index, number: int, sound: Samples) -> bool:
    """Two segments of the piece, the second from where it begins again."""
    found = scan(index, np.concatenate([sound, sound]), [1])
    mine = [segment for segment in found if segment.file_id == number]
    return len(mine) == 2 and abs(mine[1].offset - len(sound) / LOW) < NEAR


def crossfaded(index: Index, one: int, other: int, first: Samples, second: Samples) -> bool:
    """Both are told, and each where it alone is heard."""
    fade = np.linspace(1, 0, 6 * LOW, dtype=np.float32)
    joined = np.zeros(len(first) + len(second) - len(fade), np.float32)
    joined[: len(first)] += np.concatenate([first[: -len(fade)], first[-len(fade) :] * fade])
    late = np.concatenate([second[: len(fade)] * fade[::-1], second[len(fade) :]])
    joined[-len(second) :] += late
    begin = (len(joined) - len(second)) / LOW
    found = scan(index, joined, [1])
    ends = [s.offset + s.played_duration for s in found if s.file_id == one]
    begins = [s.offset for s in found if s.file_id == other]
    return bool(ends and begins) and max(ends) > begin - NEAR and min(begins) < begin + 6 + NEAR


def looped(sound: Samples) -> bool:
    """Each moment is told once, though the piece fits at many places."""
    whole = np.tile(sound, 6)
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), merging=False)
        index.add(1, 1, fingerprint.fingerprint_reference(whole))
        found = scan(index, whole[3 * LOW :], [1])
    covered = sum(segment.played_duration for segment in found)
    heard = len(whole) / LOW - 3
    return 0.85 * heard < covered <= heard + 0.1 and all(apart(*two) for two in pairwise(found))


def apart(one: ScanSegment, other: ScanSegment) -> bool:
    return other.offset >= one.offset + one.played_duration - 0.1
