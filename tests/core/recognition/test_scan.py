from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import resample_poly

from core.recognition import Index, ScanSegment, fingerprint, scan
from engine.demo.broadcast import demo_recording
from engine.demo.pieces import DEMO_PIECES

from .conftest import BUCKET, UNKNOWN, Samples, cut, fingerprint_of, piece

SLUGS = [piece.slug for piece in DEMO_PIECES]


def heard(segments: list[ScanSegment]) -> list[int]:
    return [segment.file_id for segment in segments]


def end(segment: ScanSegment) -> float:
    return segment.offset + segment.played_duration


@pytest.fixture(scope="module")
def radio() -> Samples:
    low: Samples = resample_poly(demo_recording().samples, 1, 2).astype(np.float32)
    return low


def test_the_radio_recording_is_told_piece_by_piece(library: Index, radio: Samples) -> None:
    truth = [s for s in demo_recording().segments if SLUGS.index(s.slug) not in UNKNOWN]
    found = scan(library, radio, [BUCKET])
    assert heard(found) == [SLUGS.index(true.slug) for true in truth]
    for segment, true in zip(found, truth, strict=True):
        assert segment.offset == pytest.approx(true.begin, abs=1.0)
        assert end(segment) == pytest.approx(true.end, abs=1.0)
        begin = true.begin_in_piece + segment.offset - true.begin
        assert segment.db_begin_ms / 1000 == pytest.approx(begin, abs=0.05)
        assert segment.db_end_ms - segment.db_begin_ms == pytest.approx(
            segment.played_duration * 1000, abs=60
        )


def test_blocks_are_scanned_like_the_whole(library: Index, radio: Samples) -> None:
    blocks = (radio[at : at + 40_000] for at in range(0, len(radio), 40_000))
    assert scan(library, blocks, [BUCKET]) == scan(library, radio, [BUCKET])


def test_the_same_piece_twice_in_a_row_is_two_segments(library: Index) -> None:
    found = scan(library, np.concatenate([cut(2, 10, 15), cut(2, 10, 15)]), [BUCKET])
    assert heard(found) == [2, 2]
    assert end(found[0]) == pytest.approx(15, abs=0.7)
    assert found[1].offset == pytest.approx(15, abs=0.7)
    assert found[0].db_begin_ms == pytest.approx(found[1].db_begin_ms, abs=700)


def test_a_piece_that_loops_is_told_once_for_each_moment(index: Index) -> None:
    looped = np.tile(cut(8, 10, 6), 6)
    index.add(50, BUCKET, fingerprint.fingerprint_reference(looped))
    found = [s for s in scan(index, looped[11025 * 3 :], [BUCKET]) if s.file_id == 50]
    covered = sum(segment.played_duration for segment in found)
    assert 28 < covered <= 33.1
    for one, other in pairwise(found):
        assert other.offset >= end(one) - 0.1


def test_two_crossfaded_pieces_are_both_told(library: Index) -> None:
    one, other = cut(1, 10, 20).copy(), cut(6, 10, 20).copy()
    fade = np.linspace(1, 0, 6 * 11025, dtype=np.float32)
    one[-len(fade) :] *= fade
    other[: len(fade)] *= fade[::-1]
    joined = np.zeros(34 * 11025, np.float32)
    joined[: len(one)] += one
    joined[-len(other) :] += other
    found = scan(library, joined, [BUCKET])
    assert heard(found) == [1, 6]
    assert end(found[0]) > 16
    assert found[1].offset < 18


def test_unknown_music_is_nothing(library: Index) -> None:
    assert scan(library, np.concatenate([piece(number) for number in UNKNOWN]), [BUCKET]) == []


def test_a_recording_played_half_a_percent_fast_stays_one_segment(library: Index) -> None:
    fast: Samples = resample_poly(piece(11), 199, 200).astype(np.float32)
    found = scan(library, fast, [BUCKET])
    assert heard(found) == [11]
    assert found[0].played_duration > 70


def test_a_snippet_is_told_however_short_but_not_under_two_seconds(library: Index) -> None:
    def hidden(seconds: float) -> Samples:
        around = cut(14, 5, 20).copy()
        around[5 * 11025 : int((5 + seconds) * 11025)] = cut(4, 30, seconds)
        return around

    assert heard(scan(library, hidden(5.0), [BUCKET])) == [4]
    assert scan(library, hidden(1.5), [BUCKET]) == []


def test_points_and_intervals_listen_to_parts_only(library: Index, radio: Samples) -> None:
    points = scan(library, radio, [BUCKET], points=3, rec_length=10)
    assert {SLUGS[segment.file_id] for segment in points} == {"tidewater", "night-bus"}
    assert all(segment.played_duration <= 10.1 for segment in points)
    apart = scan(library, radio, [BUCKET], interval=20, rec_length=10)
    assert 3 <= len(apart) <= 7
    assert all(segment.offset % 30 + segment.played_duration <= 10.2 for segment in apart)


def test_an_empty_or_silent_recording_has_no_segments(library: Index) -> None:
    assert scan(library, iter([]), [BUCKET]) == []
    assert scan(library, np.zeros(200_000, np.float32), [BUCKET]) == []
    assert scan(library, piece(0), []) == []
    assert fingerprint_of(0).frames > 0
