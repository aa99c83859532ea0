"""Where the peaks of a file, laid over a query, meet peaks of the query."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.recognition.constellation import Chances, Doubles, Ints, Sky, scores
from engine.recognition.segment import Segment
from engine.recognition.spectrum import BINS
from engine.recognition.warping import Warp


@dataclass(frozen=True, eq=False)
class Meeting:
    """The peaks of one file that lie within the query: when, and whether each met one.

    `frames` are the query's. `off_beat` is the z that is left when a full frame counts as likely to
    be met: two pieces of one tempo have their drums in common, and nothing else.
    """

    frames: Ints
    hits: npt.NDArray[np.bool_]
    chances: Chances
    off_beat: float


def meetings(sky: Sky, segment: Segment, files: Ints, places: Ints, warp: Warp) -> Doubles:
    """The z of each candidate."""
    laid = [
        laid_over(sky, segment, file, place, warp)
        for file, place in zip(files.tolist(), places.tolist(), strict=True)
    ]
    edges = np.cumsum([0, *(len(frame) for frame, _ in laid)]).astype(np.int64)
    frame = np.concatenate([frame for frame, _ in laid])
    bin_ = np.concatenate([bin_ for _, bin_ in laid])
    return scores(sky.full[frame, bin_], sky.chance[frame, bin_], edges)


def meeting(sky: Sky, segment: Segment, file: int, place: int, warp: Warp) -> Meeting:
    frame, bin_ = laid_over(sky, segment, file, place, warp)
    hits, chances = sky.full[frame, bin_], sky.chance[frame, bin_]
    beaten = np.minimum(chances * sky.beat[frame], np.float32(0.9))
    off_beat = float(scores(hits, beaten, np.array([0, len(hits)]))[0])
    return Meeting(frame, hits, chances, off_beat)


def laid_over(sky: Sky, segment: Segment, file: int, place: int, warp: Warp) -> tuple[Ints, Ints]:
    """The frames and bins of a query at which a file's peaks would lie."""
    begin = place - int(segment.begins[file])
    frame, bin_ = segment.peaks_of(file, begin, begin + int(len(sky.full) * warp.tempo))
    frame = frame - begin
    if warp.tempo != 1:
        frame = np.minimum(np.rint(frame / warp.tempo).astype(np.int64), len(sky.full) - 1)
    if warp.pitch != 1:
        bin_ = warp.bins(bin_)
        inside = (bin_ >= 0) & (bin_ < BINS)
        frame, bin_ = frame[inside], bin_[inside]
    return frame, bin_
