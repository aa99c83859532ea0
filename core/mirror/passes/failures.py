"""Failures of the remote that don't end a pass: it goes on with the next list or object."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.clients.errors import RemoteError, ThrottledError

# This many failures without a success between them mean that the remote fails as a whole.
MAX_CONSECUTIVE_FAILURES = 5


class FailureTally:
    """The failures of a run over many lists or objects, none of which may hold up the others."""

    def __init__(self) -> None:
        self._first: RemoteError | None = None
        self._consecutive = 0

    @contextmanager
    def tolerated(self) -> Iterator[None]:
        """Around the work on one of them. Raises what `record_failure` raises."""
        try:
            yield
        except RemoteError as error:
            self.record_failure(error)
        else:
            self.record_success()

    def record_failure(self, error: RemoteError) -> None:
        """Remember the first failure for `raise_first`.

        Raises ThrottledError at once, and the first failure after too many consecutive ones.
        """
        if isinstance(error, ThrottledError):
            raise error
        self._first = self._first or error
        self._consecutive += 1
        if self._consecutive >= MAX_CONSECUTIVE_FAILURES:
            raise self._first

    def record_success(self) -> None:
        self._consecutive = 0

    def raise_first(self) -> None:
        """To be called at the end: raises the first of the failures, if there was any."""
        if self._first is not None:
            raise self._first
