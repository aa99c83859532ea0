"""Tracking a file through a recording: candidates of neighbouring windows that lie on one line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.recognition.arrays import Int64Array
from core.recognition.index import IndexPart
from core.recognition.search import Candidate

# How many windows without a candidate one occurrence may contain, and how far it may drift.
MAX_MISSED_WINDOWS = 4
MAX_DRIFT_FRAMES = 3
# From so many frames on, a drift can be told from the jitter of single candidates.
MIN_FRAMES_TO_FIT_TEMPO = 1000


@dataclass
class Occurrence:
    """One playing of a file: (first frame of the window, candidate) in order of time."""

    candidates: list[tuple[int, Candidate]] = field(default_factory=list)

    @property
    def file_id(self) -> int:
        return self.candidates[0][1].file_id

    @property
    def part(self) -> IndexPart:
        return self.candidates[0][1].part

    @property
    def file(self) -> int:
        """The number of the file in its segment."""
        return self.candidates[0][1].file

    @property
    def first_window(self) -> int:
        return self.candidates[0][0]

    @property
    def last_window(self) -> int:
        return self.candidates[-1][0]

    @property
    def z(self) -> float:
        return max(candidate.z for _, candidate in self.candidates)

    @property
    def total_z(self) -> float:
        return sum(candidate.z for _, candidate in self.candidates)

    @cached_property
    def fit(self) -> tuple[float, float]:
        """(tempo, offset): frame f of the recording is frame tempo * f + offset of the file."""
        windows = np.array([window for window, _ in self.candidates], float)
        offsets = np.array([candidate.file_offset for _, candidate in self.candidates], float)
        weights = np.array([candidate.z for _, candidate in self.candidates])
        if windows[-1] - windows[0] >= MIN_FRAMES_TO_FIT_TEMPO:
            tempo, offset = np.polyfit(windows, offsets, 1, w=weights)
            return float(tempo), float(offset)
        return 1.0, float(np.average(offsets - windows, weights=weights))

    def recording_frames(self, file_frames: Int64Array) -> Int64Array:
        """The frames of the recording in which these frames of the file play."""
        tempo, offset = self.fit
        frames: Int64Array = np.rint((file_frames - offset) / tempo).astype(np.int64)
        return frames

    def file_frame(self, recording_frame: int) -> int:
        tempo, offset = self.fit
        return round(tempo * recording_frame + offset)


def track_candidates(
    candidates: Iterable[tuple[int, Candidate]], step: int = 172
) -> list[Occurrence]:
    """Joins candidates of one file whose alignments agree, in windows that are near.

    `candidates` are (first frame of the window, candidate); `step` is from window to window.
    """
    by_file: dict[tuple[int, int], list[Occurrence]] = {}
    occurrences: list[Occurrence] = []
    for window, candidate in sorted(candidates, key=lambda pair: (pair[0], -pair[1].z)):
        of_file = by_file.setdefault((id(candidate.part), candidate.file), [])
        best = min(of_file, key=lambda other: drift(other, window, candidate), default=None)
        if best is not None and drift(best, window, candidate) <= MAX_DRIFT_FRAMES:
            if best.last_window == window:
                continue
            if window - best.last_window <= MAX_MISSED_WINDOWS * step:
                best.candidates.append((window, candidate))
                continue
        occurrence = Occurrence([(window, candidate)])
        of_file.append(occurrence)
        occurrences.append(occurrence)
    return occurrences


def drift(occurrence: Occurrence, window: int, candidate: Candidate) -> int:
    """How many frames the candidate's alignment is off that of the occurrence's last one."""
    last_window, last = occurrence.candidates[-1]
    return abs((candidate.file_offset - window) - (last.file_offset - last_window))
