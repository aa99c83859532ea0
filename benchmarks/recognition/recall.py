"""Sends each matcher degraded excerpts of music that it has, and of music that it hasn't."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.matchers import Matcher
from benchmarks.recognition.queries import LENGTHS, Queries, undistorted
from benchmarks.recognition.same import same_recording

# The conditions of queries for music that is not in the database.
UNKNOWN_IN = ("clean", "phone", "babble 5 dB", "pink noise 5 dB")


@dataclass(frozen=True)
class Answer:
    """`right`: the track, or one that holds the same recording there. `cpu` in seconds."""

    matcher: str
    condition: str
    length: int
    half: str
    known: bool
    right: bool
    same: bool
    score: float
    late: float
    cpu: float


def collect_answers(
    tracks: Sequence[Track], matcher: Matcher, queries: Queries, count: int, store: Path
) -> list[Answer]:
    """The matcher's answers to the first `count` queries; stored, so that a run can be resumed."""
    key = f"{matcher.name} {matcher.version} {queries.digest} {count}"
    file = store / f"{hashlib.sha1(key.encode()).hexdigest()[:12]}.json"
    if file.exists():
        return [Answer(**fields) for fields in json.loads(file.read_text())]
    store.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    answers = list(ask_queries(tracks, matcher, queries, count))
    beside = file.with_suffix(".tmp")
    beside.write_text(json.dumps([asdict(answer) for answer in answers]))
    beside.rename(file)
    took = time.monotonic() - began
    print(f"{matcher.name}, {queries.condition}: {took:.0f} s", flush=True)
    return answers


def lengths(condition: str) -> Sequence[int]:
    """Queries at other speeds, tempos and pitches have 10 s only."""
    return LENGTHS[1:] if condition.startswith(("speed", "tempo", "pitch")) else LENGTHS


def ask_queries(
    tracks: Sequence[Track], matcher: Matcher, queries: Queries, count: int
) -> Iterator[Answer]:
    for excerpt, sound in zip(queries.excerpts[:count], queries.sounds, strict=False):
        for length in lengths(queries.condition):
            sample = sound[: length * LOW].copy()
            begin = time.process_time()
            track, track_begin, score = matcher.best(sample)
            cpu = time.process_time() - begin
            other = track not in (-1, excerpt.track)
            same = other and same_recording(
                undistorted(tracks, excerpt), tracks[track], track_begin, length
            )
            yield Answer(
                matcher=matcher.name,
                condition=queries.condition,
                length=length,
                half=excerpt.half,
                known=queries.known,
                right=queries.known and (track == excerpt.track or same),
                same=same,
                score=round(score, 4),
                late=round(track_begin - excerpt.start, 3) if track == excerpt.track else 0.0,
                cpu=round(cpu, 4),
            )
