"""Which peaks of a file, projected onto a query at an alignment, hit peaks of the query."""

from dataclasses import dataclass

import numpy as np

from core.recognition.arrays import BoolArray, Float64Array, Int64Array
from core.recognition.constellation import Chances, ConstellationMap, z_scores
from core.recognition.segment import IndexSegment
from core.recognition.spectrum import BINS
from core.recognition.time_pitch import TimePitchChange


@dataclass(frozen=True, eq=False)
class PeakMatch:
    """The peaks of one file that lie within the query; the arrays have one element per peak.

    `frames` are the query's. `melodic_z` is the z that remains when a dense frame counts as likely
    to be hit: two pieces of one tempo have their drums in common, and nothing else.
    """

    frames: Int64Array
    hits: BoolArray
    chances: Chances
    melodic_z: float


def score_candidates(
    query: ConstellationMap,
    segment: IndexSegment,
    files: Int64Array,
    offsets: Int64Array,
    change: TimePitchChange,
) -> Float64Array:
    """The z of each candidate, given by its file in the segment and its offset."""
    projected = [
        project_peaks(query, segment, file, offset, change)
        for file, offset in zip(files.tolist(), offsets.tolist(), strict=True)
    ]
    edges = np.cumsum([0, *(len(frame) for frame, _ in projected)]).astype(np.int64)
    frame = np.concatenate([frame for frame, _ in projected])
    bin_ = np.concatenate([bin_ for _, bin_ in projected])
    return z_scores(query.occupied[frame, bin_], query.chance[frame, bin_], edges)


def match_peaks(
    query: ConstellationMap, segment: IndexSegment, file: int, offset: int, change: TimePitchChange
) -> PeakMatch:
    """One candidate in detail."""
    frame, bin_ = project_peaks(query, segment, file, offset, change)
    hits, chances = query.occupied[frame, bin_], query.chance[frame, bin_]
    by_density = np.minimum(chances * query.density[frame], np.float32(0.9))
    melodic_z = float(z_scores(hits, by_density, np.array([0, len(hits)]))[0])
    return PeakMatch(frame, hits, chances, melodic_z)


def project_peaks(
    query: ConstellationMap, segment: IndexSegment, file: int, offset: int, change: TimePitchChange
) -> tuple[Int64Array, Int64Array]:
    """The frames and bins of the query at which the file's peaks would lie."""
    begin = offset - int(segment.begins[file])
    frame, bin_ = segment.peaks_of(file, begin, begin + int(len(query.occupied) * change.tempo))
    frame = frame - begin
    if change.tempo != 1:
        frame = np.minimum(np.rint(frame / change.tempo).astype(np.int64), len(query.occupied) - 1)
    if change.pitch != 1:
        bin_ = change.shift_bins(bin_)
        inside = (bin_ >= 0) & (bin_ < BINS)
        frame, bin_ = frame[inside], bin_[inside]
    return frame, bin_
