"""Searching an index for a query: candidates by landmarks, decided by their constellations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.recognition import alignment, constellation
from core.recognition.arrays import UInt32Array
from core.recognition.index import IndexPart
from core.recognition.peak_matching import score_candidates
from core.recognition.time_pitch import UNCHANGED, Query, TimePitchChange

MAX_CANDIDATES = 200
ACCEPTED_Z, ACCEPTED_Z_AMONG_MANY, MANY_FILES = 5.4, 5.8, 20_000


@dataclass(frozen=True, eq=False)
class Candidate:
    """An alignment of a query with a file.

    `offset` is the frame of the segment's timeline at which the query begins, `file` the number of
    the file in its segment, `z` the score (see `constellation`).
    """

    file_id: int
    z: float
    part: IndexPart
    file: int
    offset: int

    @property
    def file_offset(self) -> int:
        """The frame of the file at which the query begins; negative before the file's begin."""
        return self.offset - int(self.part.segment.begins[self.file])


def acceptance_threshold(parts: Sequence[IndexPart]) -> float:
    """The z from which a candidate is accepted; higher where many files could match by chance."""
    files = sum(len(part.segment.file_ids) for part in parts)
    return ACCEPTED_Z_AMONG_MANY if files > MANY_FILES else ACCEPTED_Z


def search(
    query: Query,
    parts: Sequence[IndexPart],
    *,
    min_z: float | None = None,
    max_candidates: int = MAX_CANDIDATES,
    change: TimePitchChange = UNCHANGED,
) -> list[Candidate]:
    """All alignments with at least `min_z`, best first; a file may be among them repeatedly.

    Of each part, the `max_candidates` offsets with the most votes are scored.
    """
    min_z = acceptance_threshold(parts) if min_z is None else min_z
    if not parts or len(query.fingerprint.peaks) < constellation.MIN_PEAKS:
        return []
    hashes, frames = query.landmarks(change)
    candidates: list[Candidate] = []
    for part in parts:
        votes = drop_removed_files(part, alignment.query_offsets(part.segment, hashes, frames))
        offsets, _ = alignment.most_voted_offsets(votes, max_candidates)
        if not len(offsets):
            continue
        files = part.segment.files_at(offsets)
        z = score_candidates(query.constellation_map, part.segment, files, offsets, change)
        candidates += [
            Candidate(
                int(part.segment.file_ids[files[n]]),
                float(z[n]),
                part,
                int(files[n]),
                int(offsets[n]),
            )
            for n in np.flatnonzero(z >= min_z)
        ]
    return sorted(candidates, key=lambda candidate: -candidate.z)


def drop_removed_files(part: IndexPart, offsets: UInt32Array) -> UInt32Array:
    """The offsets that lie in files which still belong to the part."""
    if part.is_whole:
        return offsets
    return offsets[part.live[part.segment.files_at(offsets.astype(np.int64))]]


def best_per_file(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of candidates in order of z, the first of each file."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.file_id, candidate)
    return list(best.values())
