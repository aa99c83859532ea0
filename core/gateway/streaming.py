"""Pages too long for memory: sent in pieces, few at a time on each host, within a deadline.

No transaction is open meanwhile: each piece is read by itself.
"""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO

from django.conf import settings
from django.http import StreamingHttpResponse
from rest_framework.exceptions import APIException

from core.gateway.responses import JSON, JsonTexts, as_bytes

MOST_AT_ONCE = 4
# Seconds for the whole page. Past it the answer breaks off, and is no JSON that could be mistaken.
DEADLINE_SECONDS = 600.0

log = logging.getLogger(__name__)


class TooManyStreamsError(APIException):
    """MOST_AT_ONCE long pages are being sent."""

    status_code = 429
    default_detail = "Too many long pages are being sent: try again, or ask for shorter ones."
    wait = 10.0


class StreamOverdueError(Exception):
    """The page took longer than DEADLINE_SECONDS."""


def streamed_page(
    pieces: Iterator[JsonTexts], envelope: Callable[[int], bytes]
) -> StreamingHttpResponse:
    """A list in `data`, piece by piece, then what `envelope` makes of the number of its rows.

    `envelope` returns the rest of a JSON object, from its first key on. Raises TooManyStreamsError.
    """
    return StreamingHttpResponse(_Stream(_take_slot(), pieces, envelope), content_type=JSON)


class _Stream:
    """The body. It holds a slot until it is closed, also when it was never read."""

    def __init__(
        self, slot: IO[bytes], pieces: Iterator[JsonTexts], envelope: Callable[[int], bytes]
    ) -> None:
        self._slot = slot
        self._pieces = pieces
        self._envelope = envelope
        self._overdue_at = time.monotonic() + DEADLINE_SECONDS

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._parts()
        except Exception:
            # The status is sent: only the server's log can say why the answer broke off.
            log.exception("a long page broke off")
            raise
        finally:
            self.close()

    def _parts(self) -> Iterator[bytes]:
        count = 0
        yield b'{"data":['
        for texts in self._pieces:
            if time.monotonic() > self._overdue_at:
                raise StreamOverdueError(f"{count} rows in {DEADLINE_SECONDS:.0f} s")
            if texts:
                yield (b"," if count else b"") + b",".join(map(as_bytes, texts))
                count += len(texts)
        yield b"]," + self._envelope(count)

    def close(self) -> None:
        self._slot.close()


def _take_slot() -> IO[bytes]:
    """One of the files that all processes of this host lock; a process that dies unlocks its own.

    Raises TooManyStreamsError.
    """
    folder = settings.DATA_DIR / "streams"
    folder.mkdir(exist_ok=True)
    for number in range(MOST_AT_ONCE):
        slot = (folder / str(number)).open("ab")
        with suppress(BlockingIOError):
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return slot
        slot.close()
    raise TooManyStreamsError
