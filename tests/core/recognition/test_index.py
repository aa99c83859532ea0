import multiprocessing
import threading
from pathlib import Path

import pytest

from core.recognition import Index, fingerprint_store, identify
from core.recognition.index import DELTA_FILES

from .conftest import BUCKET, KNOWN, cut, filled, fingerprint_of

OTHER = 8


def known(index: Index, number: int, *buckets: int) -> list[int]:
    return [m.file_id for m in identify(index, cut(number, 12, 8), buckets, try_changes=False)]


@pytest.fixture(params=["unmerged", "merged"])
def either(index: Index, request: pytest.FixtureRequest) -> Index:
    """What holds must hold before and after a merge."""
    if request.param == "merged":
        index.merge(min_files=1)
    return index


def test_only_the_buckets_asked_for_are_searched(either: Index) -> None:
    assert known(either, 0, BUCKET) == [0]
    assert known(either, 0, OTHER) == []
    assert known(either, 0) == []


def test_a_removed_file_is_out_of_the_matches_at_once(either: Index) -> None:
    assert known(either, 3, BUCKET) == [3]
    assert either.remove(3, 4, 99) == 2
    assert known(either, 3, BUCKET) == []
    assert known(either, 5, BUCKET) == [5]
    either.merge(min_files=1)
    assert known(either, 3, BUCKET) == []
    assert either.total() == len(KNOWN) - 2


def test_a_moved_file_is_found_where_it_went_and_nowhere_else(either: Index) -> None:
    assert either.move([3, 5], OTHER) == 2
    assert known(either, 3, BUCKET) == []
    assert known(either, 3, OTHER) == [3]
    assert known(either, 3, BUCKET, OTHER) == [3]
    assert (either.store.count(OTHER), either.total()) == (2, len(KNOWN))
    either.merge(min_files=1)
    assert known(either, 5, OTHER) == [5]
    assert known(either, 5, BUCKET) == []


def test_a_file_that_is_added_again_answers_to_its_new_sound_only(either: Index) -> None:
    either.add(3, BUCKET, fingerprint_of(14))
    assert known(either, 3, BUCKET) == []
    assert known(either, 14, BUCKET) == [3]
    either.merge(min_files=1)
    assert known(either, 3, BUCKET) == []
    assert known(either, 14, BUCKET) == [3]


def test_a_bucket_can_be_emptied(either: Index) -> None:
    assert either.remove(*KNOWN) == len(KNOWN)
    assert known(either, 0, BUCKET) == []
    either.merge(min_files=1)
    assert list(either.root.glob("*.segment")) == []


def test_every_process_sees_a_change_at_its_next_search(index: Index) -> None:
    other = Index(index.root, merging=False)
    assert known(other, 6, BUCKET) == [6]
    index.remove(6)
    assert known(other, 6, BUCKET) == []
    index.add(6, BUCKET, fingerprint_of(6))
    assert known(other, 6, BUCKET) == [6]
    index.merge(min_files=1)
    assert known(other, 6, BUCKET) == [6]
    index.remove(0)
    index.rebuild()
    assert known(other, 0, BUCKET) == []
    assert known(other, 6, BUCKET) == [6]


def ask(root: Path, answers: "multiprocessing.Queue[list[int]]") -> None:
    answers.put(known(Index(root), 6, BUCKET))


def test_a_forked_process_uses_the_index_it_was_born_with(index: Index) -> None:
    assert known(index, 6, BUCKET) == [6]
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[list[int]] = context.Queue()
    child = context.Process(target=lambda: answers.put(known(index, 6, BUCKET)))
    child.start()
    assert answers.get(timeout=30) == [6]
    child.join()


def test_many_threads_search_while_one_writes(index: Index) -> None:
    wrong: list[object] = []

    def search() -> None:
        wrong.extend("lost" for _ in range(15) if known(index, 1, BUCKET) != [1])

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(6):
        index.add(20 + turn, BUCKET, fingerprint_of(2 + turn))
        index.remove(20 + turn)
        index.merge(min_files=1)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_was_added_is_merged_in_the_background(tmp_path: Path) -> None:
    index = Index(tmp_path)
    for number in range(DELTA_FILES):
        index.add(number, BUCKET, fingerprint_of(number % 13))
    assert index.merge_thread is not None
    index.merge_thread.join(30)
    assert index.store.count(BUCKET, unmerged=True) == 0
    assert len(list(tmp_path.glob("*.segment"))) == 1
    assert known(index, 1, BUCKET)


def merged(index: Index) -> bool:
    assert index.merge_thread is not None
    index.merge_thread.join(30)
    return not any(index.store.count(bucket, unmerged=True) for bucket in (BUCKET, OTHER))


def test_what_was_moved_is_merged_in_the_background(tmp_path: Path) -> None:
    before = Index(tmp_path, merging=False)
    for number in range(DELTA_FILES):
        before.add(number, BUCKET, fingerprint_of(number % 13))
    before.merge()
    index = Index(tmp_path)
    index.move(range(DELTA_FILES), OTHER)
    assert merged(index)
    assert known(index, 1, OTHER)


def test_what_lost_its_segment_is_merged_in_the_background_by_the_first_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Index(tmp_path, merging=False)
    for number in range(DELTA_FILES):
        before.add(number, BUCKET, fingerprint_of(number % 13))
    before.merge()
    monkeypatch.setattr(fingerprint_store, "VERSION", 99)
    index = Index(tmp_path)
    assert known(index, 1, BUCKET)
    assert merged(index)


def test_many_small_segments_do_not_pile_up(tmp_path: Path) -> None:
    index = Index(tmp_path, merging=False)
    for number in range(26):
        index.add(number, BUCKET, fingerprint_of(number % 13))
        index.merge(min_files=1)
    assert len(list(tmp_path.glob("*.segment"))) <= 3
    assert set(known(index, 4, BUCKET)) == {4, 17}


def test_it_is_rebuilt_from_the_stored_fingerprints(index: Index) -> None:
    index.merge(min_files=1)
    for path in index.root.glob("*.segment"):
        path.unlink()
    assert index.rebuild() == 1
    assert [known(index, number, BUCKET) for number in KNOWN] == [[n] for n in KNOWN]


@pytest.mark.parametrize("first", ["search", "merge"])
@pytest.mark.parametrize("harm", ["gone", "cut off", "overwritten"])
def test_a_broken_segment_is_noticed_and_made_again(index: Index, harm: str, first: str) -> None:
    index.merge(min_files=1)
    (path,) = index.root.glob("*.segment")
    if harm == "gone":
        path.unlink()
    else:
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[: len(content) // 2] if harm == "cut off" else bytes(len(content)))
    fresh = Index(index.root, merging=False)
    if first == "search":
        assert known(fresh, 2, BUCKET) == [2]
    fresh.merge(min_files=1)
    assert known(fresh, 2, BUCKET) == [2]


def test_segments_of_another_version_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).merge(min_files=1)
    (old,) = tmp_path.glob("*.segment")
    monkeypatch.setattr(fingerprint_store, "VERSION", 99)
    index = Index(tmp_path, merging=False)
    assert index.store.count(BUCKET, unmerged=True) == len(KNOWN)
    assert known(index, 2, BUCKET) == [2]
    index.merge(min_files=1)
    assert not old.exists()


def test_leftovers_of_a_killed_merge_are_swept(index: Index) -> None:
    for name in ("deadbeef.segment", "deadbeef.segment.123.tmp"):
        (index.root / name).write_bytes(b"half")
    index.merge(min_files=1)
    assert len(list(index.root.glob("*.segment*"))) == 1
    assert known(index, 2, BUCKET) == [2]
