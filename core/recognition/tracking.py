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

    `candidates` are (first frame of the window, candidate); `step` is from window to window. The
    time it takes grows with their number alone: a recording of one tone has thousands for a file.
    """
    open_lines = OpenLines(MAX_MISSED_WINDOWS * step)
    occurrences: list[Occurrence] = []
    for window, candidate in sorted(candidates, key=lambda pair: (pair[0], -pair[1].z)):
        nearest = open_lines.nearest(window, candidate)
        if nearest is None:
            occurrence = Occurrence([(window, candidate)])
            occurrences.append(occurrence)
            open_lines.add(occurrence)
        elif nearest.last_window != window:
            open_lines.extend(nearest, window, candidate)
    return occurrences


class OpenLines:
    """Occurrences that may go on, found by their file and the line on which they lie.

    A line is the frame of the file that plays at frame 0 of the recording, as an occurrence's last
    candidate has it.
    """

    def __init__(self, max_gap: int) -> None:
        self._max_gap = max_gap
        self._by_cell: dict[tuple[int, int, int], list[Occurrence]] = {}

    def add(self, occurrence: Occurrence) -> None:
        self._by_cell.setdefault(self._cell(occurrence), []).append(occurrence)

    def extend(self, occurrence: Occurrence, window: int, candidate: Candidate) -> None:
        self._by_cell[self._cell(occurrence)].remove(occurrence)
        occurrence.candidates.append((window, candidate))
        self.add(occurrence)

    def nearest(self, window: int, candidate: Candidate) -> Occurrence | None:
        """The occurrence with the least drift to this candidate, if it is near in time as well."""
        part, file, cell = _cell_of(window, candidate)
        candidates: list[tuple[int, Occurrence]] = []
        for near_cell in (cell - 1, cell, cell + 1):
            in_cell = self._by_cell.get((part, file, near_cell), [])
            in_cell[:] = [
                occurrence
                for occurrence in in_cell
                if window - occurrence.last_window <= self._max_gap
            ]
            candidates += [
                (drift(occurrence, window, candidate), occurrence) for occurrence in in_cell
            ]
        least, nearest = min(candidates, key=lambda pair: pair[0], default=(0, None))
        return nearest if least <= MAX_DRIFT_FRAMES else None

    def _cell(self, occurrence: Occurrence) -> tuple[int, int, int]:
        return _cell_of(*occurrence.candidates[-1])


def _cell_of(window: int, candidate: Candidate) -> tuple[int, int, int]:
    """Lines that are MAX_DRIFT_FRAMES apart or less are in one cell or in neighbouring ones."""
    line = candidate.file_offset - window
    return id(candidate.part), candidate.file, line // (MAX_DRIFT_FRAMES + 1)


def drift(occurrence: Occurrence, window: int, candidate: Candidate) -> int:
    """How many frames the candidate's alignment is off that of the occurrence's last one."""
    last_window, last = occurrence.candidates[-1]
    return abs((candidate.file_offset - window) - (last.file_offset - last_window))
