"""Identifying a sample of a few seconds among the files of some buckets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.recognition import fingerprint
from core.recognition.arrays import Float32Array
from core.recognition.constellation import likeliest_interval
from core.recognition.index import Index, IndexPart
from core.recognition.peak_matching import match_peaks
from core.recognition.search import (
    ACCEPTED_Z,
    Candidate,
    acceptance_threshold,
    best_per_file,
    search,
)
from core.recognition.spectrum import FRAMES_PER_SECOND, HOP_SAMPLES, SAMPLE_RATE
from core.recognition.time_pitch import TIME_PITCH_CHANGES, UNCHANGED, Query, TimePitchChange

# Longer samples are cut: more adds nothing, and alignments must fit into the gap between two files.
MAX_SECONDS = 20.0
# Every change of time or pitch is another chance of a false match, above all for music of the same
# tempo in another key.
CHANGED_MARGIN, MAX_CHANGED_CANDIDATES = 3.6, 50
FULL_SCORE_Z = 14.0
# A match is more than drums in step, and longer than a beep.
MIN_MELODIC_Z, MIN_SECONDS = 1.0, 1.0
# A clearly melodic match may be weaker by MELODIC_MARGIN: unknown music hardly ever is both.
CLEARLY_MELODIC_Z, MELODIC_MARGIN = 2.0, 1.0


@dataclass(frozen=True)
class Match:
    """A file in a sample; `db_…` are positions in the file, `sample_…` in the sample.

    `score` is 70 to 100. `play_offset_ms` is the position in the file at the end of the match.
    `tempo` and `pitch` are how many times faster and higher than the file the sample plays.
    """

    file_id: int
    score: int
    db_begin_ms: int
    db_end_ms: int
    sample_begin_ms: int
    sample_end_ms: int
    play_offset_ms: int
    z: float
    tempo: float = 1.0
    pitch: float = 1.0


def identify(
    index: Index,
    samples: Float32Array,
    buckets: Iterable[int],
    *,
    limit: int = 10,
    try_changes: bool = True,
) -> list[Match]:
    """The files that play in `samples` (mono, 11,025 a second), the most certain first.

    Only where nothing is found, and with `try_changes`, the sample is searched for as if it had
    been time-stretched or pitch-shifted.
    """
    query = Query(fingerprint.fingerprint_query(samples[: int(MAX_SECONDS * SAMPLE_RATE)]))
    parts = index.parts(buckets)
    certain_z = acceptance_threshold(parts)
    candidates = search(query, parts, min_z=certain_z - MELODIC_MARGIN)
    matches = confirm_candidates(query, candidates, UNCHANGED, certain_z=certain_z)
    if not matches and try_changes:
        matches = identify_changed(query, parts)
    return matches[:limit]


def identify_changed(query: Query, parts: Sequence[IndexPart]) -> list[Match]:
    """The matches under the change of time and pitch that has the highest z."""
    min_z = acceptance_threshold(parts) + CHANGED_MARGIN
    best: list[Match] = []
    for change in TIME_PITCH_CHANGES:
        candidates = search(
            query, parts, min_z=min_z, max_candidates=MAX_CHANGED_CANDIDATES, change=change
        )
        best = max(best, confirm_candidates(query, candidates, change), key=best_z)
        if best_z(best) >= FULL_SCORE_Z:
            break
    return best


def confirm_candidates(
    query: Query,
    candidates: Sequence[Candidate],
    change: TimePitchChange,
    *,
    certain_z: float = 0.0,
) -> list[Match]:
    """The best of each file, unless it is only a common beat or a moment.

    Below `certain_z` a candidate must be clearly melodic.
    """
    matches = (
        build_match(query, candidate, change, candidate.z >= certain_z)
        for candidate in best_per_file(candidates)
    )
    return [match for match in matches if match is not None]


def best_z(matches: Sequence[Match]) -> float:
    return max((match.z for match in matches), default=0.0)


def build_match(
    query: Query, candidate: Candidate, change: TimePitchChange, is_certain: bool
) -> Match | None:
    segment = candidate.part.segment
    peaks = match_peaks(query.constellation_map, segment, candidate.file, candidate.offset, change)
    if peaks.melodic_z < (MIN_MELODIC_Z if is_certain else CLEARLY_MELODIC_Z):
        return None
    hit_rate = float(np.clip(peaks.hits.mean(), 0.1, 0.5))
    first, last = likeliest_interval(peaks.frames, peaks.hits, peaks.chances, hit_rate)
    if last - first < MIN_SECONDS * FRAMES_PER_SECOND:
        return None
    length = int(segment.frames[candidate.file])
    begin = max(0.0, candidate.file_offset + first * change.tempo)
    end = min(length, candidate.file_offset + last * change.tempo)
    return Match(
        file_id=candidate.file_id,
        score=score(candidate.z),
        db_begin_ms=milliseconds(begin),
        db_end_ms=milliseconds(end),
        sample_begin_ms=milliseconds(first),
        sample_end_ms=milliseconds(last),
        play_offset_ms=milliseconds(end),
        z=round(candidate.z, 2),
        tempo=change.tempo,
        pitch=change.pitch,
    )


def score(z: float) -> int:
    """70 at the acceptance threshold, 100 from FULL_SCORE_Z on."""
    return int(np.clip(round(70 + 30 * (z - ACCEPTED_Z) / (FULL_SCORE_Z - ACCEPTED_Z)), 70, 100))


def milliseconds(frames: float) -> int:
    return round(frames * HOP_SAMPLES * 1000 / SAMPLE_RATE)
