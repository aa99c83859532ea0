"""Rows of several threads stored together: each thread hears of its own row."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import DataError, OperationalError

from scanning.callbacks.group_commit import GroupCommit
from tests.waiting import eventually

FOLLOWERS = 5


class Table:
    """Stores numbers, the key of each its double; the first group waits until `go_on` is set."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.began, self.go_on = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def insert(self, rows: Sequence[int]) -> list[int]:
        self.groups.append(list(rows))
        if len(self.groups) == 1:
            self.began.set()
            self.go_on.wait()
        elif self.error is not None:
            raise self.error
        if -1 in rows:
            raise DataError("-1 can't be stored")
        return [2 * row for row in rows]


Stored = tuple[Future[int], list[Future[int]]]


def store_while_one_is_stored(
    group: GroupCommit[int, int], table: Table, rows: Sequence[int]
) -> Stored:
    """Store 100, and while that takes long, each of the rows by a thread of its own."""
    with ThreadPoolExecutor(len(rows) + 1) as pool:
        first = pool.submit(group.store, 100)
        table.began.wait()
        others = [pool.submit(group.store, row) for row in rows]
        eventually(lambda: len(group._waiting) == len(rows))
        table.go_on.set()
    return first, others


def test_rows_that_come_while_one_is_stored_are_stored_together() -> None:
    table = Table()
    group = GroupCommit(table.insert)
    first, others = store_while_one_is_stored(group, table, range(FOLLOWERS))
    assert first.result() == 200
    assert [one.result() for one in others] == [2 * row for row in range(FOLLOWERS)]
    assert group.store(7) == 14
    assert [sorted(rows) for rows in table.groups] == [[100], list(range(FOLLOWERS)), [7]]


def test_a_bad_row_fails_alone() -> None:
    table = Table()
    group = GroupCommit(table.insert)
    _, (good, bad, other) = store_while_one_is_stored(group, table, [1, -1, 3])
    assert [good.result(), other.result()] == [2, 6]
    with pytest.raises(DataError):
        bad.result()
    assert group.store(7) == 14


@pytest.mark.parametrize("error", [OperationalError("database is locked"), MemoryError()])
def test_what_is_wrong_with_all_is_told_to_each_and_none_is_tried_alone(error: Exception) -> None:
    table = Table()
    table.error = error
    group = GroupCommit(table.insert)
    first, others = store_while_one_is_stored(group, table, range(FOLLOWERS))
    assert first.result() == 200
    for one in others:
        with pytest.raises(type(error)):
            one.result()
    assert [sorted(rows) for rows in table.groups] == [[100], list(range(FOLLOWERS))]
    table.error = None
    assert group.store(7) == 14


def test_many_threads_and_many_rows() -> None:
    table = Table()
    table.go_on.set()
    group = GroupCommit(table.insert)
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(group.store, range(5000))) == [2 * row for row in range(5000)]
    assert sorted(row for rows in table.groups for row in rows) == list(range(5000))
