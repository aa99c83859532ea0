"""What the remote fails to give while it gives the rest: passed over, and said at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from clients.errors import RemoteError, Throttled

# So many failures without a success between them are the remote's, not one list's.
IN_A_ROW = 5


class Troubles:
    """The failures of a run over many lists or objects, none of which may hold up the others."""

    def __init__(self) -> None:
        self._first: RemoteError | None = None
        self._in_a_row = 0

    @contextmanager
    def passed_over(self) -> Iterator[None]:
        """Around each of them: go on with the next one. Raises what `failed` raises."""
        try:
            yield
        except RemoteError as error:
            self.failed(error)
        else:
            self.went_well()

    def failed(self, error: RemoteError) -> None:
        """Keep it for the end, or raise it where the remote seems to fail as a whole.

        So when it throttles; and too many failures in a row raise the first of all.
        """
        if isinstance(error, Throttled):
            raise error
        self._first = self._first or error
        self._in_a_row += 1
        if self._in_a_row >= IN_A_ROW:
            raise self._first

    def went_well(self) -> None:
        self._in_a_row = 0

    def tell(self) -> None:
        """Raises the first of the failures, if there was any."""
        if self._first is not None:
            raise self._first
