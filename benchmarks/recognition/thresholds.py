"""How high unknown music of one half scores; the product's thresholds were chosen by this."""

from collections.abc import Sequence

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.queries import LENGTHS, Queries, undistorted
from benchmarks.recognition.same import same_recording
from core.recognition import Index, Match, fingerprint
from core.recognition.identify import MAX_CHANGED_CANDIDATES, confirm_candidates
from core.recognition.index import IndexPart
from core.recognition.search import search
from core.recognition.time_pitch import TIME_PITCH_CHANGES, UNCHANGED, Query, TimePitchChange

# Lower scores are of no interest.
MIN_Z = 3.0


def measure(
    index: Index, query_sets: Sequence[Queries], tracks: Sequence[Track], count: int
) -> dict[str, float]:
    """The highest z of unknown excerpts, as they are and at other speeds.

    Only matches that meet the product's other conditions count. Music that is in the database under
    another name is left out.
    """
    parts = index.parts([1])
    highest: dict[str, float] = {}
    for length in LENGTHS:
        unchanged: list[float] = []
        changed: list[float] = []
        for queries in query_sets:
            for excerpt, sound in zip(queries.excerpts[:count], queries.sounds, strict=False):
                query = Query(fingerprint.fingerprint_query(sound[: length * LOW].copy()))
                clean = undistorted(tracks, excerpt)
                candidates = search(query, parts, min_z=MIN_Z)
                first = confirm_candidates(query, candidates, UNCHANGED)
                others = [
                    match
                    for change in TIME_PITCH_CHANGES
                    for match in changed_matches(query, parts, change)
                ]
                for scores, matches in ((unchanged, first), (changed, others)):
                    best = max(matches, key=lambda match: match.z, default=None)
                    if best is None or not is_same_recording(clean, tracks, best, length):
                        scores.append(best.z if best else 0.0)
        highest[f"unknown excerpts, {length} s"] = len(unchanged)
        highest[f"as they are, {length} s"] = max(unchanged)
        highest[f"at other speeds, {length} s"] = max(changed)
    return highest


def changed_matches(
    query: Query, parts: Sequence[IndexPart], change: TimePitchChange
) -> list[Match]:
    candidates = search(
        query, parts, min_z=MIN_Z, max_candidates=MAX_CHANGED_CANDIDATES, change=change
    )
    return confirm_candidates(query, candidates, change)


def is_same_recording(clean: Samples, tracks: Sequence[Track], match: Match, length: int) -> bool:
    begin = (match.db_begin_ms - match.sample_begin_ms) / 1000
    return same_recording(clean, tracks[match.file_id], begin, length)
