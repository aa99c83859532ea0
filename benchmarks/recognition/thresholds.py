"""How high unknown music of one half scores: what the product's thresholds were chosen by."""

from collections.abc import Sequence

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.queries import LENGTHS, Queries, undistorted
from benchmarks.recognition.same import same_recording
from engine.recognition import Index, Match, fingerprint
from engine.recognition.identify import WARPED_CANDIDATES, told
from engine.recognition.index import Part
from engine.recognition.search import Found, search
from engine.recognition.warping import NONE, WARPS, Question, Warp

# Below this nothing is of interest.
LOWEST = 3.0


def measured(
    index: Index, asked: Sequence[Queries], tracks: Sequence[Track], count: int
) -> dict[str, float]:
    """The highest z of unknown excerpts, as they are and at other speeds, with the product's other
    demands met; music that is in the database after all is left out.
    """
    parts = index.parts([1])
    found: dict[str, float] = {}
    for length in LENGTHS:
        plain: list[float] = []
        warped: list[float] = []
        for queries in asked:
            for excerpt, sound in zip(queries.excerpts[:count], queries.sounds, strict=False):
                question = Question(fingerprint.query(sound[: length * LOW].copy()))
                clean = undistorted(tracks, excerpt)
                first = told(question, search(question, parts, least=LOWEST), NONE)
                others = [
                    match
                    for warp in WARPS
                    for match in told(question, tried(question, parts, warp), warp)
                ]
                for scores, matches in ((plain, first), (warped, others)):
                    best = max(matches, key=lambda match: match.z, default=None)
                    if best is None or not same(clean, tracks, best, length):
                        scores.append(best.z if best else 0.0)
        found[f"unknown excerpts, {length} s"] = len(plain)
        found[f"as they are, {length} s"] = max(plain)
        found[f"at other speeds, {length} s"] = max(warped)
    return found


def tried(question: Question, parts: Sequence[Part], warp: Warp) -> list[Found]:
    return search(question, parts, least=LOWEST, most=WARPED_CANDIDATES, warp=warp)


def same(clean: Samples, tracks: Sequence[Track], match: Match, length: int) -> bool:
    begin = (match.db_begin_ms - match.sample_begin_ms) / 1000
    return same_recording(clean, tracks[match.file_id], begin, length)
