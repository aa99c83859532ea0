"""Twenty thousand tracks: the real ones among distractors made from real fingerprints.

A distractor is a real track's peaks moved to other pitches, stretched, and cut into pieces that
change places. It has the statistics of music but is not music. This measures size and speed, and
how well real tracks are found among so many.
"""

import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.cost import resident
from benchmarks.recognition.queries import Queries
from core.recognition import ReferenceFingerprint, fingerprint, merging, storage
from core.recognition.index import IndexPart
from core.recognition.peaks import BIN_BITS, BIN_MASK
from core.recognition.search import search
from core.recognition.segment import build_segment
from core.recognition.spectrum import BINS, FIRST_BIN
from core.recognition.time_pitch import Query

BATCH = 1000


def make_distractor(
    reference: ReferenceFingerprint, chance: np.random.Generator
) -> ReferenceFingerprint:
    frame = (reference.peaks >> BIN_BITS) * chance.uniform(0.8, 1.25)
    bins = ((reference.peaks & BIN_MASK) + FIRST_BIN) * chance.uniform(0.75, 1.33)
    bins = (bins - FIRST_BIN + chance.integers(-20, 20)) % BINS
    pieces = np.array_split(np.arange(len(frame)), max(1, len(frame) // 400))
    chance.shuffle(pieces)
    moved, position = [], 0.0
    for piece in pieces:
        part = frame[piece]
        moved.append(part - part[0] + position)
        position += part[-1] - part[0] + 2
    order = np.concatenate(pieces)
    packed = np.concatenate(moved).astype(np.uint32) << BIN_BITS | bins[order].astype(np.uint32)
    return ReferenceFingerprint(np.unique(packed), int(position) + 1)


def fingerprints(
    real: Sequence[tuple[int, ReferenceFingerprint]], count: int
) -> Iterator[list[tuple[int, ReferenceFingerprint]]]:
    chance = np.random.default_rng(20_000)
    batch = list(real)
    for number in range(len(real), count):
        _, reference = real[int(chance.integers(len(real)))]
        batch.append((100_000 + number, make_distractor(reference, chance)))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def run(
    tracks: Sequence[Track],
    numbers: Sequence[int],
    query_sets: Sequence[Queries],
    query_count: int,
    folder: Path,
    count: int,
) -> dict[str, float]:
    """Builds one segment of `count` tracks and searches it; sizes in MB, times in ms of CPU."""
    real = [
        (number, fingerprint.fingerprint_reference(tracks[number].sound())) for number in numbers
    ]
    begin = time.process_time()
    parts = []
    hours = 0.0
    for place, batch in enumerate(fingerprints(real, count)):
        path = folder / f"part-{place}.segment"
        merging.merge(path, [(build_segment(batch), np.ones(len(batch), bool))])
        hours += sum(reference.seconds for _, reference in batch) / 3600
        parts.append(path)
    sources = [storage.open_segment(path) for path in parts]
    merged_path = folder / "whole.segment"
    postings = merging.merge(merged_path, [(s, np.ones(len(s.file_ids), bool)) for s in sources])
    building = time.process_time() - begin
    del sources
    for path in parts:
        path.unlink()
    segment = storage.open_segment(merged_path)
    part = IndexPart(segment, np.ones(len(segment.file_ids), bool))
    result = {"tracks": float(count), "hours": hours, "building_s": building, "postings": postings}
    times = []
    for queries in query_sets:
        right = 0
        for excerpt, sound in zip(queries.excerpts[:query_count], queries.sounds, strict=False):
            sample = sound[: 10 * LOW].copy()
            begin = time.process_time()
            matches = search(Query(fingerprint.fingerprint_query(sample)), [part])
            times.append(time.process_time() - begin)
            right += bool(matches) and matches[0].file_id == excerpt.track
        result[f"right, {queries.condition}"] = (
            100 * right / min(query_count, len(queries.excerpts))
        )
    result["query_ms"] = 1000 * float(np.median(times))
    result["query_p95_ms"] = 1000 * float(np.percentile(times, 95))
    result["file_mb"] = merged_path.stat().st_size / 1e6
    result["resident_mb"] = resident()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    merged_path.unlink()
    return result
