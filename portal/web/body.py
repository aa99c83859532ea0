"""Reads a request's body from the event loop into the spool, within its deadlines."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any, BinaryIO

from django.core.exceptions import RequestDataTooBig

from portal.web.limits import MIB, Limits
from portal.web.spool import (
    SpoolBudget,
    check_free_disk,
    new_spool_file,
    write_all,
)

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class BodyEnd(Enum):
    COMPLETE = "complete"
    BROKEN_OFF = "the peer has gone"
    TOO_SLOW = "the peer was too slow"
    TOO_LARGE = "larger than this sender may send"


class SpooledBody:
    """The bytes of a body so far. Used by one thread at a time."""

    def __init__(self, budget: SpoolBudget, limits: Limits, address: str) -> None:
        self.size = 0
        self._budget, self._limits, self._address = budget, limits, address
        self._blocks: list[bytes] = []
        self._file: BinaryIO | None = None

    def append(self, block: bytes) -> None:
        """Raises SpoolFullError."""
        self._budget.take(self._address, len(block))
        start, self.size = self.size, self.size + len(block)
        if self._file is None:
            self._blocks.append(block)
            if self.size > self._limits.memory_bytes:
                self._move_to_file()
            return
        if start // (16 * MIB) != self.size // (16 * MIB):
            check_free_disk(self._budget.folder, self._limits)
        write_all(self._file, block, start)

    def open(self) -> BinaryIO:
        """All of it, from its beginning. It is open until `close`."""
        if self._file is None:
            return io.BytesIO(b"".join(self._blocks))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """For the loop's thread, which doesn't wait until the system has freed a large file."""
        if self._file is not None:
            asyncio.get_running_loop().run_in_executor(None, self._file.close)
        self._blocks.clear()
        self._budget.give_back(self._address, self.size)

    def _move_to_file(self) -> None:
        self._file = new_spool_file(self._budget.folder, self._limits)
        write_all(self._file, b"".join(self._blocks), 0)
        self._blocks.clear()


class BrokenBody(io.RawIOBase):
    """What arrived before the peer went or was cut off; reading on raises OSError.

    An upload in chunks keeps the bytes; whatever needs a whole body takes none of them.
    """

    def __init__(self, arrived: BinaryIO) -> None:
        self._arrived = arrived

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._arrived.read(size)
        if not block:
            raise OSError("The body broke off.")
        return block


class RefusedBody(io.RawIOBase):
    """A body that isn't read: its request is refused by its headers, or with 400."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise RequestDataTooBig("The body is larger than this sender may send.")


async def receive_body(
    receive: Receive, body: SpooledBody, limits: Limits, *, is_stranger: bool, max_bytes: int
) -> BodyEnd:
    """Add to the body until it ends, breaks off, is too slow, or has over `max_bytes`.

    Raises SpoolFullError. To be called again with more `max_bytes` after TOO_LARGE: what arrived
    is in the body.
    """
    begun = window_began = time.monotonic()
    window_size = body.size
    while True:
        deadline = window_began + limits.window_seconds
        if is_stranger:
            deadline = min(deadline, begun + limits.stranger_seconds)
        patience = min(limits.idle_seconds, deadline - time.monotonic())
        try:
            async with asyncio.timeout(patience):
                message = await receive()
        except TimeoutError:
            return BodyEnd.TOO_SLOW
        if message["type"] != "http.request":
            return BodyEnd.BROKEN_OFF
        if block := message.get("body", b""):
            body.append(block)
        if body.size > max_bytes:
            return BodyEnd.TOO_LARGE
        if not message.get("more_body", False):
            return BodyEnd.COMPLETE
        now = time.monotonic()
        if body.size - window_size >= limits.window_bytes:
            window_began, window_size = now, body.size
        elif now >= window_began + limits.window_seconds:
            return BodyEnd.TOO_SLOW
