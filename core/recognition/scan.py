"""Scanning a long recording: which files play in it, when, and from where in each file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.recognition import constellation, fingerprint
from core.recognition.arrays import BoolArray, Float32Array, Int64Array
from core.recognition.constellation import ConstellationMap
from core.recognition.fingerprint import Fingerprint, QueryFingerprint
from core.recognition.identify import milliseconds, score
from core.recognition.index import Index, IndexPart
from core.recognition.peaks import BIN_BITS
from core.recognition.search import acceptance_threshold, search
from core.recognition.spectrum import FFT_SAMPLES, FRAMES_PER_SECOND, HOP_SAMPLES, SAMPLE_RATE
from core.recognition.time_pitch import Query
from core.recognition.tracking import Occurrence, track_candidates

WINDOW_FRAMES, STEP_FRAMES = round(8 * FRAMES_PER_SECOND), round(4 * FRAMES_PER_SECOND)
PIECE_FRAMES = 4096
MIN_SECONDS = 2.0
ECHO_SECONDS = 4.0
# An hour is a thousand windows, so each has to be more certain than a single sample; a lone window
# needs more than one whose neighbour agrees with it.
CANDIDATE_MARGIN, SEGMENT_MARGIN, LONE_MARGIN = -0.2, 1.0, 1.8
# Of a tone, of noise or of one frame repeated, thousands of occurrences look alike: only so many
# are measured, those with the most evidence.
MIN_MEASURED, MEASURED_PER_WINDOW = 20, 2


@dataclass(frozen=True)
class ScanSegment:
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
    recording: Float32Array | Iterable[Float32Array],
    buckets: Iterable[int],
    *,
    interval: float = 0.0,
    rec_length: float = 10.0,
    points: int | None = None,
) -> list[ScanSegment]:
    """All that is recognized in mono samples at 11,025 a second, in one array or in blocks.

    The whole recording is scanned; or with `interval` pieces of `rec_length` seconds that lie
    `interval` seconds apart; or with `points` so many pieces of `rec_length`, evenly spread.
    """
    query = fingerprint.fingerprint_query(recording)
    parts = index.parts(buckets)
    segments: list[ScanSegment] = []
    for begin, end in intervals_to_scan(query.frames, interval, rec_length, points):
        segments += scan_interval(query, parts, begin, end)
    return sorted(segments, key=lambda segment: (segment.offset, -segment.z))


def intervals_to_scan(
    frames: int, interval: float, rec_length: float, points: int | None
) -> list[tuple[int, int]]:
    """(begin, end) of each interval, in frames."""
    length = max(1, round(rec_length * FRAMES_PER_SECOND))
    if points:
        middles = [round(frames * (number + 0.5) / points) for number in range(points)]
        begins = sorted({max(0, min(frames - length, middle - length // 2)) for middle in middles})
    elif interval > 0:
        begins = list(range(0, frames, length + round(interval * FRAMES_PER_SECOND)))
    else:
        return [(0, frames)] if frames else []
    return [(begin, min(frames, begin + length)) for begin in begins]


def scan_interval(
    query: QueryFingerprint, parts: Sequence[IndexPart], begin: int, end: int
) -> list[ScanSegment]:
    """The segments between two frames, those with the most evidence first."""
    threshold = acceptance_threshold(parts)
    candidates = []
    for first in range(begin, max(begin + 1, end - WINDOW_FRAMES + STEP_FRAMES), STEP_FRAMES):
        window = Query(excerpt(query, first, min(end, first + WINDOW_FRAMES)))
        candidates += [
            (first, candidate)
            for candidate in search(window, parts, min_z=threshold + CANDIDATE_MARGIN)
        ]
    occurrences = [
        occurrence
        for occurrence in track_candidates(candidates)
        if len(occurrence.candidates) > 1 or occurrence.z >= threshold + LONE_MARGIN
    ]
    used_by_file: dict[int, list[tuple[int, int]]] = {}
    segments: list[ScanSegment] = []
    most = MIN_MEASURED + MEASURED_PER_WINDOW * ((end - begin) // STEP_FRAMES)
    for occurrence in sorted(occurrences, key=lambda occurrence: -occurrence.total_z)[:most]:
        used_intervals = used_by_file.setdefault(occurrence.file_id, [])
        segment = measure_segment(query, occurrence, begin, end, used_intervals)
        if segment is not None and not any(is_echo(segment, other) for other in segments):
            segments.append(segment)
    return segments


def is_echo(short: ScanSegment, long: ScanSegment) -> bool:
    """Whether `short` is a scrap beside a segment of the same file, which repeats those notes."""
    gap = max(short.offset, long.offset) - min(
        short.offset + short.played_duration, long.offset + long.played_duration
    )
    is_scrap = short.played_duration < min(ECHO_SECONDS, long.played_duration / 2)
    return short.file_id == long.file_id and is_scrap and gap < 1.0


def excerpt(query: Fingerprint, begin: int, end: int) -> QueryFingerprint:
    """The part of a fingerprint between two frames, its own frames counted from 0."""
    low, high = np.searchsorted(query.peaks, [begin << BIN_BITS, end << BIN_BITS])
    return QueryFingerprint(query.peaks[low:high] - np.uint32(begin << BIN_BITS), end - begin)


def measure_segment(
    query: QueryFingerprint,
    occurrence: Occurrence,
    begin: int,
    end: int,
    used_intervals: list[tuple[int, int]],
) -> ScanSegment | None:
    """Where the file really begins and ends, outside of `used_intervals`.

    These are the frames that other alignments of the file use; those of this one are added. None
    where too little of the file is left to be accepted.
    """
    low = max(begin, occurrence.first_window - WINDOW_FRAMES)
    high = min(end, occurrence.last_window + 2 * WINDOW_FRAMES)
    index_segment = occurrence.part.segment
    file_frames = int(index_segment.frames[occurrence.file])
    frame, bins = index_segment.peaks_of(occurrence.file, 0, file_frames)
    frame = occurrence.recording_frames(frame)
    inside = (frame >= low) & (frame < high)
    for used_begin, used_end in used_intervals:
        inside &= (frame < used_begin) | (frame >= used_end)
    frame, bins = frame[inside], bins[inside]
    if len(frame) < constellation.MIN_PEAKS:
        return None
    hits, chances = match_in_pieces(query, frame, bins, low, high)
    first, last = constellation.likeliest_interval(frame, hits, chances)
    played = (frame >= first) & (frame <= last)
    edges = np.array([0, int(played.sum())], np.int64)
    z = float(constellation.z_scores(hits[played], chances[played], edges)[0])
    if (
        last - first < MIN_SECONDS * FRAMES_PER_SECOND
        or z < acceptance_threshold([occurrence.part]) + SEGMENT_MARGIN
    ):
        return None
    first, last = extend_boundaries(
        occurrence, first, last, int(hits[played].sum()), used_intervals
    )
    first, last = max(begin, first), min(end, last)
    used_intervals.append((first, last + 1))
    return build_scan_segment(occurrence, first, last, z)


def extend_boundaries(
    occurrence: Occurrence,
    first: int,
    last: int,
    hits: int,
    used_intervals: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    """First and last frame, moved out to cover the sound before the first hit and after the last.

    It is about as long as the gap between two hits; a frame of the spectrum adds its own length.
    """
    gap = round((last - first) / max(1, hits))
    begins = [used_end for _, used_end in used_intervals if used_end <= first]
    ends = [used_begin - 1 for used_begin, _ in used_intervals if used_begin > last]
    length = int(occurrence.part.segment.frames[occurrence.file])
    file_span = occurrence.recording_frames(np.array([0, length]))
    return (
        min(first, max([first - gap, int(file_span[0]), *begins])),
        max(last, min([last + gap + FFT_SAMPLES // HOP_SAMPLES, int(file_span[1]), *ends])),
    )


def match_in_pieces(
    query: QueryFingerprint, frame: Int64Array, bins: Int64Array, low: int, high: int
) -> tuple[BoolArray, Float32Array]:
    """Which of a file's peaks are hits, and their chances; piece by piece, in constant memory.

    `frame` and `bins` have one element per peak, as have both results.
    """
    hits, chances = np.zeros(len(frame), bool), np.zeros(len(frame), np.float32)
    for begin in range(low, high, PIECE_FRAMES):
        end = min(high, begin + PIECE_FRAMES)
        piece = ConstellationMap.of(excerpt(query, begin, end))
        inside = (frame >= begin) & (frame < end)
        hits[inside] = piece.occupied[frame[inside] - begin, bins[inside]]
        chances[inside] = piece.chance[frame[inside] - begin, bins[inside]]
    return hits, chances


def build_scan_segment(occurrence: Occurrence, first: int, last: int, z: float) -> ScanSegment:
    length = int(occurrence.part.segment.frames[occurrence.file])
    db_first, db_last = (
        min(length, max(0, occurrence.file_frame(frame))) for frame in (first, last)
    )
    return ScanSegment(
        file_id=occurrence.file_id,
        offset=round(first * HOP_SAMPLES / SAMPLE_RATE, 3),
        played_duration=round((last - first) * HOP_SAMPLES / SAMPLE_RATE, 3),
        score=score(max(z, occurrence.z)),
        db_begin_ms=milliseconds(db_first),
        db_end_ms=milliseconds(db_last),
        sample_begin_ms=milliseconds(first),
        sample_end_ms=milliseconds(last),
        play_offset_ms=milliseconds(db_last),
        z=round(z, 2),
    )
