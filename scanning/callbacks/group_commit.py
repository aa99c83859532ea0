"""Rows of several threads in one transaction: a flush of the disk takes longer than the rest."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError

Row = TypeVar("Row")
Key = TypeVar("Key")


class _Waiting(Generic[Row, Key]):
    """A row whose thread waits for its key, or for being the one that stores."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.key: Key | None = None
        self.error: BaseException | None = None
        self._woken = threading.Lock()
        self._woken.acquire()

    @property
    def is_settled(self) -> bool:
        return self.key is not None or self.error is not None

    def result(self) -> Key:
        """Raises what storing the row raised."""
        if self.key is None:
            raise self.error or RuntimeError("a row was neither stored nor refused")
        return self.key

    def wait(self) -> None:
        self._woken.acquire()

    def wake(self) -> None:
        self._woken.release()


class GroupCommit(Generic[Row, Key]):
    """Stores rows for all threads of a process, without a thread of its own.

    The first that comes stores its row. Those that come meanwhile wait, and then one of them
    stores the rows of all. `insert` stores all of its rows in one transaction or none, and returns
    their keys in the same order.
    """

    def __init__(self, insert: Callable[[Sequence[Row]], Sequence[Key]]) -> None:
        self._insert = insert
        self._lock = threading.Lock()
        self._waiting: list[_Waiting[Row, Key]] = []
        self._has_leader = False

    def store(self, row: Row) -> Key:
        """Returns the row's key once it is committed. Raises what `insert` raises for this row."""
        mine = _Waiting[Row, Key](row)
        with self._lock:
            self._waiting.append(mine)
            is_leader = not self._has_leader
            self._has_leader = True
        if not is_leader:
            mine.wait()
        if not mine.is_settled:
            self._lead()
        return mine.result()

    def _lead(self) -> None:
        """Store all rows that wait, the own among them; then somebody else leads."""
        with self._lock:
            group, self._waiting = self._waiting, []
        try:
            self._settle(group)
        finally:
            with self._lock:
                successor = self._waiting[0] if self._waiting else None
                self._has_leader = successor is not None
            if successor is not None:
                successor.wake()
            for one in group:
                one.wake()

    def _settle(self, group: Sequence[_Waiting[Row, Key]]) -> None:
        try:
            keys = self._insert([one.row for one in group])
        except (OperationalError, InterfaceError) as error:
            # The database is gone, locked or full: it would be for each alone.
            for one in group:
                one.error = error
        except DatabaseError as error:
            if len(group) == 1:
                group[0].error = error
            else:
                for one in group:
                    self._settle([one])
        except BaseException as error:
            for one in group:
                one.error = error
        else:
            for one, key in zip(group, keys, strict=True):
                one.key = key
