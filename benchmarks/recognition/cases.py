"""The hard cases in long files: a piece twice in a row, two crossfaded, a piece that loops."""

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.programme import cut_piece
from core.recognition import Index, ScanSegment, fingerprint, scan

COUNT = 20
NEAR = 1.0


def run(tracks: Sequence[Track], numbers: Sequence[int], index: Index) -> dict[str, int]:
    """How many of COUNT recordings of each case were recognised correctly."""
    chance = np.random.default_rng(5)
    long_tracks = [number for number in numbers if tracks[number].seconds > 60]
    right_counts = {"of": COUNT, "twice": 0, "crossfaded": 0, "looped": 0}
    for _ in range(COUNT):
        first, second = (int(number) for number in chance.choice(long_tracks, 2, replace=False))
        right_counts["twice"] += finds_repetition(
            index, first, cut_piece(tracks[first].sound(), chance, 15)[0]
        )
        sounds = (cut_piece(tracks[number].sound(), chance, 20)[0] for number in (first, second))
        right_counts["crossfaded"] += finds_crossfade(index, first, second, *sounds)
        right_counts["looped"] += finds_loop(cut_piece(tracks[first].sound(), chance, 6)[0])
    return right_counts


def finds_repetition(index: Index, number: int, sound: Samples) -> bool:
    """Whether there are two segments of the piece, the second from where it begins again."""
    segments = scan(index, np.concatenate([sound, sound]), [1])
    mine = [segment for segment in segments if segment.file_id == number]
    return len(mine) == 2 and abs(mine[1].offset - len(sound) / LOW) < NEAR


def finds_crossfade(
    index: Index, first: int, second: int, first_sound: Samples, second_sound: Samples
) -> bool:
    """Whether both are recognised, each at least where it plays alone."""
    fade = np.linspace(1, 0, 6 * LOW, dtype=np.float32)
    joined = np.zeros(len(first_sound) + len(second_sound) - len(fade), np.float32)
    joined[: len(first_sound)] += np.concatenate(
        [first_sound[: -len(fade)], first_sound[-len(fade) :] * fade]
    )
    late = np.concatenate([second_sound[: len(fade)] * fade[::-1], second_sound[len(fade) :]])
    joined[-len(second_sound) :] += late
    begin = (len(joined) - len(second_sound)) / LOW
    segments = scan(index, joined, [1])
    ends = [s.offset + s.played_duration for s in segments if s.file_id == first]
    begins = [s.offset for s in segments if s.file_id == second]
    return bool(ends and begins) and max(ends) > begin - NEAR and min(begins) < begin + 6 + NEAR


def finds_loop(sound: Samples) -> bool:
    """Whether each moment is recognised once, though the piece fits at many places."""
    recording = np.tile(sound, 6)
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), merging=False)
        index.add(1, 1, fingerprint.fingerprint_reference(recording))
        segments = scan(index, recording[3 * LOW :], [1])
    covered = sum(segment.played_duration for segment in segments)
    heard = len(recording) / LOW - 3
    return 0.85 * heard < covered <= heard + 0.1 and all(
        is_after(*two) for two in pairwise(segments)
    )


def is_after(first: ScanSegment, second: ScanSegment) -> bool:
    return second.offset >= first.offset + first.played_duration - 0.1
