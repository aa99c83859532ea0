"""A segment gives back what it was built from."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.recognition import merging, segment, storage
from core.recognition.fingerprint import ReferenceFingerprint
from core.recognition.hash_table import HashTable
from core.recognition.peaks import BIN_BITS, BIN_MASK
from core.recognition.segment import ROW_FRAMES, IndexSegment
from tests.core.recognition.conftest import fingerprint_of

HASHES = 1 << 22


@pytest.fixture(params=[1, 300, 70_000])
def max_count(request: pytest.FixtureRequest) -> int:
    """The largest count of postings: each fits in one more byte than the one before."""
    count: int = request.param
    return count


def test_a_table_finds_every_hash_and_no_other(max_count: int) -> None:
    chance = np.random.default_rng(max_count)
    hashes = np.sort(chance.choice(HASHES, 50_000, replace=False)).astype(np.uint32)
    counts = chance.integers(1, max_count + 1, len(hashes))
    starts = np.cumsum(counts) - counts
    table = HashTable.of([hashes[:7], hashes[7:]], [counts[:7], counts[7:]])
    wanted = chance.permutation(np.concatenate([hashes, chance.integers(0, HASHES, 10_000)]))
    wanted = wanted.astype(np.uint32)

    which, found_starts, found_counts = table.find(wanted)

    assert np.array_equal(which, np.flatnonzero(np.isin(wanted, hashes)))
    at = np.searchsorted(hashes, wanted[which])
    assert np.array_equal(found_starts, starts[at])
    assert np.array_equal(found_counts, counts[at])
    assert table.counts.itemsize == np.min_scalar_type(max_count).itemsize


def test_a_table_is_read_in_slices(max_count: int) -> None:
    chance = np.random.default_rng(max_count)
    hashes = np.sort(chance.choice(HASHES, 500, replace=False)).astype(np.uint32)
    counts = chance.integers(1, max_count + 1, len(hashes))
    starts = np.cumsum(counts) - counts
    table = HashTable.of([hashes], [counts])
    edges = [0, 1, 63, 64, 100_000, int(hashes[250]), int(hashes[250]) + 1, HASHES]
    for low, high in pairwise(edges):
        inside = (hashes >= low) & (hashes < high)
        found, sizes, start = table.hashes_between(low, high)
        assert np.array_equal(found, hashes[inside])
        assert np.array_equal(sizes, counts[inside])
        assert not len(found) or start == starts[inside][0]


def test_an_empty_table_finds_nothing() -> None:
    table = HashTable.of([], [])
    assert [len(part) for part in table.find(np.arange(5, dtype=np.uint32))] == [0, 0, 0]
    assert table.hashes_between(0, HASHES)[2] == 0


def fingerprints() -> list[tuple[int, ReferenceFingerprint]]:
    silent = ReferenceFingerprint(np.zeros(0, np.uint32), 3 * ROW_FRAMES)
    return [(10, fingerprint_of(0)), (11, silent), (12, fingerprint_of(1)), (13, fingerprint_of(2))]


@pytest.mark.parametrize(("begin", "end"), [(0, 10**6), (-50, 200), (127, 129), (128, 256)])
def test_peaks_come_back_as_they_were(begin: int, end: int) -> None:
    made = segment.build_segment(fingerprints())
    for file, (_, reference) in enumerate(fingerprints()):
        frame = (reference.peaks >> BIN_BITS).astype(np.int64)
        inside = (frame >= begin) & (frame < end)
        frames, bins = made.peaks_of(file, begin, end)
        assert np.array_equal(frames, frame[inside])
        assert np.array_equal(bins, (reference.peaks & BIN_MASK)[inside])


def test_an_interval_beyond_the_file_has_no_peaks() -> None:
    made = segment.build_segment(fingerprints())
    for begin, end in ((-500, -10), (10**6, 10**6 + 400), (50, 50)):
        assert not len(made.peaks_of(0, begin, end)[0])


def test_merged_segments_are_what_one_would_have_been(tmp_path: Path) -> None:
    first = segment.build_segment(fingerprints()[:3])
    second = segment.build_segment([*fingerprints()[3:], (99, fingerprint_of(3))])
    keep = [np.array([False, True, True]), np.array([True, False])]
    path = tmp_path / "merged"
    postings = merging.merge(path, list(zip([first, second], keep, strict=True)))
    merged, wanted = storage.open_segment(path), segment.build_segment(fingerprints()[1:])
    assert postings == len(wanted.postings)
    for name in (*storage.SEGMENT_FIELDS, *storage.TABLE_FIELDS):
        found, expected = (part_of(one, name) for one in (merged, wanted))
        assert np.array_equal(found, expected), name


def part_of(one: IndexSegment, name: str) -> Any:
    return getattr(one.table if name in storage.TABLE_FIELDS else one, name)
