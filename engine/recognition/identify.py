"""What is this? A few seconds of sound against the files of some buckets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.recognition import fingerprint
from engine.recognition.constellation import stretch
from engine.recognition.index import Index, Part
from engine.recognition.meeting import meeting
from engine.recognition.search import ACCEPTED, Found, best_of_each, search, threshold
from engine.recognition.spectrum import FRAMES_PER_SECOND, HOP, RATE, Floats
from engine.recognition.warping import NONE, WARPS, Question, Warp

# Longer samples than this are cut: more adds nothing, and alignments must fit between two files.
MOST_SECONDS = 20.0
# Every try is another chance to be wrong, above all for music of one tempo and another key.
WARPED_MARGIN, WARPED_CANDIDATES = 3.6, 50
FULL_SCORE = 14.0
# A match is more than drums in step, and longer than a beep.
LEAST_OFF_BEAT, LEAST_SECONDS = 1.0, 1.0
# One that stands well off the beat may be weaker by so much: unknown music hardly ever does both.
MELODIC_OFF_BEAT, MELODIC_MARGIN = 2.0, 1.0


@dataclass(frozen=True)
class Match:
    """A file in a sample; `db_…` are places in the file, `sample_…` in the sample.

    `score` is 70 to 100. `play_offset_ms` is the place in the file at the end of the match. `tempo`
    and `pitch` tell how much faster and higher than the file the sample plays.
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
    index: Index, samples: Floats, buckets: Iterable[int], *, limit: int = 10, warped: bool = True
) -> list[Match]:
    """The files that play in `samples` (mono, 11,025 a second), the surest first.

    Only when nothing is found, and `warped`, the sample is tried at other speeds and pitches.
    """
    question = Question(fingerprint.query(samples[: int(MOST_SECONDS * RATE)]))
    parts = index.parts(buckets)
    sure = threshold(parts)
    found = search(question, parts, least=sure - MELODIC_MARGIN)
    matches = told(question, found, NONE, sure=sure)
    if not matches and warped:
        matches = told_at_other_speeds(question, parts)
    return matches[:limit]


def told_at_other_speeds(question: Question, parts: Sequence[Part]) -> list[Match]:
    least = threshold(parts) + WARPED_MARGIN
    best: list[Match] = []
    for warp in WARPS:
        found = search(question, parts, least=least, most=WARPED_CANDIDATES, warp=warp)
        best = max(best, told(question, found, warp), key=surest)
        if surest(best) >= FULL_SCORE:
            break
    return best


def told(
    question: Question, found: Sequence[Found], warp: Warp, *, sure: float = 0.0
) -> list[Match]:
    """The best of each file, unless it is but a shared beat or a moment.

    Below `sure` it must stand well off the beat.
    """
    matches = (matched(question, one, warp, one.z >= sure) for one in best_of_each(found))
    return [match for match in matches if match is not None]


def surest(matches: Sequence[Match]) -> float:
    return max((match.z for match in matches), default=0.0)


def matched(question: Question, found: Found, warp: Warp, is_sure: bool) -> Match | None:
    met = meeting(question.sky, found.part.segment, found.file, found.place, warp)
    if met.off_beat < (LEAST_OFF_BEAT if is_sure else MELODIC_OFF_BEAT):
        return None
    rate = float(np.clip(met.hits.mean(), 0.1, 0.5))
    first, last = stretch(met.frames, met.hits, met.chances, rate)
    if last - first < LEAST_SECONDS * FRAMES_PER_SECOND:
        return None
    length = int(found.part.segment.frames[found.file])
    begin = max(0.0, found.begin + first * warp.tempo)
    end = min(length, found.begin + last * warp.tempo)
    return Match(
        file_id=found.file_id,
        score=score(found.z),
        db_begin_ms=milliseconds(begin),
        db_end_ms=milliseconds(end),
        sample_begin_ms=milliseconds(first),
        sample_end_ms=milliseconds(last),
        play_offset_ms=milliseconds(end),
        z=round(found.z, 2),
        tempo=warp.tempo,
        pitch=warp.pitch,
    )


def score(z: float) -> int:
    """70 at the threshold, 100 for what is as sure as it gets."""
    return int(np.clip(round(70 + 30 * (z - ACCEPTED) / (FULL_SCORE - ACCEPTED)), 70, 100))


def milliseconds(frames: float) -> int:
    return round(frames * HOP * 1000 / RATE)
