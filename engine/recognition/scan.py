"""What plays in a long recording, from when to when, and from where in each file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.recognition import constellation, fingerprint
from engine.recognition.chains import Chain, chained
from engine.recognition.constellation import Ints, Sky
from engine.recognition.fingerprint import Print, QueryPrint
from engine.recognition.identify import milliseconds, score
from engine.recognition.index import Index, Part
from engine.recognition.peaks import BIN_BITS
from engine.recognition.search import search, threshold
from engine.recognition.spectrum import FFT, FRAMES_PER_SECOND, HOP, RATE, Floats
from engine.recognition.warping import Question

WINDOW, STEP = round(8 * FRAMES_PER_SECOND), round(4 * FRAMES_PER_SECOND)
PIECE = 4096
LEAST_SECONDS = 2.0
ECHO_SECONDS = 4.0
# An hour is a thousand windows, so each has to be surer than a single sample; a lone window needs
# more than one whose neighbour agrees with it.
SIGHTED_MARGIN, SEGMENT_MARGIN, LONE_MARGIN = -0.2, 1.0, 1.8


@dataclass(frozen=True)
class Segment:
    """A file that plays for a while; `offset` and `played_duration` in seconds of the recording."""

    file_id: int
    offset: float
    played_duration: float
    score: int
    db_begin_ms: int
    db_end_ms: int
    sample_begin_ms: int
    sample_end_ms: int
    play_offset_ms: int
    z: float


def scan(
    index: Index,
    recording: Floats | Iterable[Floats],
    buckets: Iterable[int],
    *,
    interval: float = 0.0,
    rec_length: float = 10.0,
    points: int | None = None,
) -> list[Segment]:
    """All that is recognised in mono samples at 11,025 a second, given whole or in blocks.

    Everything is listened to, or with `interval` only `rec_length` seconds after every `interval`
    left out, or with `points` only so many stretches of `rec_length`, evenly spread.
    """
    query = fingerprint.query(recording)
    parts = index.parts(buckets)
    found: list[Segment] = []
    for begin, end in stretches(query.frames, interval, rec_length, points):
        found += scanned(query, parts, begin, end)
    return sorted(found, key=lambda one: (one.offset, -one.z))


def stretches(
    frames: int, interval: float, rec_length: float, points: int | None
) -> list[tuple[int, int]]:
    """The stretches to listen to, in frames."""
    length = max(1, round(rec_length * FRAMES_PER_SECOND))
    if points:
        middles = [round(frames * (number + 0.5) / points) for number in range(points)]
        begins = sorted({max(0, min(frames - length, middle - length // 2)) for middle in middles})
    elif interval > 0:
        begins = list(range(0, frames, length + round(interval * FRAMES_PER_SECOND)))
    else:
        return [(0, frames)] if frames else []
    return [(begin, min(frames, begin + length)) for begin in begins]


def scanned(query: QueryPrint, parts: Sequence[Part], begin: int, end: int) -> list[Segment]:
    least, sightings = threshold(parts), []
    for at in range(begin, max(begin + 1, end - WINDOW + STEP), STEP):
        window = excerpt(query, at, min(end, at + WINDOW))
        sightings += [
            (at, one) for one in search(Question(window), parts, least=least + SIGHTED_MARGIN)
        ]
    chains = [
        chain
        for chain in chained(sightings)
        if len(chain.sightings) > 1 or chain.z >= least + LONE_MARGIN
    ]
    taken: dict[int, list[tuple[int, int]]] = {}
    found: list[Segment] = []
    for chain in sorted(chains, key=lambda one: -one.weight):
        segment = measured(query, chain, begin, end, taken.setdefault(chain.file_id, []))
        if segment is not None and not any(echoes(segment, one) for one in found):
            found.append(segment)
    return found


def echoes(short: Segment, long: Segment) -> bool:
    """A scrap beside a playing of the same file: the same notes, come again in the file."""
    apart = max(short.offset, long.offset) - min(
        short.offset + short.played_duration, long.offset + long.played_duration
    )
    scrap = short.played_duration < min(ECHO_SECONDS, long.played_duration / 2)
    return short.file_id == long.file_id and scrap and apart < 1.0


def excerpt(query: Print, begin: int, end: int) -> QueryPrint:
    low, high = np.searchsorted(query.peaks, [begin << BIN_BITS, end << BIN_BITS])
    return QueryPrint(query.peaks[low:high] - np.uint32(begin << BIN_BITS), end - begin)


def measured(
    query: QueryPrint, chain: Chain, begin: int, end: int, taken: list[tuple[int, int]]
) -> Segment | None:
    """Where the file really begins and ends, outside what another alignment of it has taken."""
    low, high = max(begin, chain.first - WINDOW), min(end, chain.last + 2 * WINDOW)
    segment = chain.part.segment
    frame, bins = segment.peaks_of(chain.file, 0, int(segment.frames[chain.file]))
    frame = chain.heard_at(frame)
    inside = (frame >= low) & (frame < high)
    for from_, to in taken:
        inside &= (frame < from_) | (frame >= to)
    frame, bins = frame[inside], bins[inside]
    if len(frame) < constellation.FEWEST_PEAKS:
        return None
    hits, chances = looked_up(query, frame, bins, low, high)
    first, last = constellation.stretch(frame, hits, chances)
    played = (frame >= first) & (frame <= last)
    z = float(constellation.scores(hits[played], chances[played], edges(int(played.sum())))[0])
    if (
        last - first < LEAST_SECONDS * FRAMES_PER_SECOND
        or z < threshold([chain.part]) + SEGMENT_MARGIN
    ):
        return None
    first, last = widened(chain, first, last, int(hits[played].sum()), taken)
    first, last = max(begin, first), min(end, last)
    taken.append((first, last + 1))
    return as_segment(chain, first, last, z)


def widened(
    chain: Chain, first: int, last: int, met: int, taken: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """The file plays on for about as long as from one met peak to the next, and a frame is long."""
    gap = round((last - first) / max(1, met))
    begins = [to for _, to in taken if to <= first]
    ends = [from_ - 1 for from_, _ in taken if from_ > last]
    length = int(chain.part.segment.frames[chain.file])
    whole = chain.heard_at(np.array([0, length]))
    return (
        min(first, max([first - gap, int(whole[0]), *begins])),
        max(last, min([last + gap + FFT // HOP, int(whole[1]), *ends])),
    )


def looked_up(
    query: QueryPrint, frame: Ints, bins: Ints, low: int, high: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """Which of a file's peaks meet one, and their chances; piece by piece, in flat memory."""
    hits, chances = np.zeros(len(frame), bool), np.zeros(len(frame), np.float32)
    for begin in range(low, high, PIECE):
        end = min(high, begin + PIECE)
        sky = Sky.of(excerpt(query, begin, end))
        here = (frame >= begin) & (frame < end)
        hits[here] = sky.full[frame[here] - begin, bins[here]]
        chances[here] = sky.chance[frame[here] - begin, bins[here]]
    return hits, chances


def edges(count: int) -> Ints:
    return np.array([0, count], np.int64)


def as_segment(chain: Chain, first: int, last: int, z: float) -> Segment:
    length = int(chain.part.segment.frames[chain.file])
    db_first, db_last = (min(length, max(0, chain.place_at(at))) for at in (first, last))
    return Segment(
        file_id=chain.file_id,
        offset=round(first * HOP / RATE, 3),
        played_duration=round((last - first) * HOP / RATE, 3),
        score=score(max(z, chain.z)),
        db_begin_ms=milliseconds(db_first),
        db_end_ms=milliseconds(db_last),
        sample_begin_ms=milliseconds(first),
        sample_end_ms=milliseconds(last),
        play_offset_ms=milliseconds(db_last),
        z=round(z, 2),
    )
