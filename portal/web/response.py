"""A response on its way from the thread that makes it to the peer that reads it."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from portal.web.limits import Limits
from portal.web.spool import SpoolFullError, check_free_disk, new_spool_file, write_all

Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = Sequence[tuple[str, str]]
BLOCK_BYTES = 64 * 1024
CHECK_DISK_EVERY_BYTES = 16 * 1024 * 1024


class PeerGoneError(Exception):
    """Nobody reads the response any more."""


class SpooledResponse:
    """Written by one thread, which never waits for the peer; sent by the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, folder: Path, limits: Limits) -> None:
        self._loop, self._folder, self._limits = loop, folder, limits
        self._changed = asyncio.Event()
        self._lock = threading.Lock()
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._memory = bytearray()
        self._file: BinaryIO | None = None
        # The file holds what lies between these two, and everything after what is in memory.
        self._sent = self._written = self._checked = 0
        self._is_complete = self._is_broken = self._is_given_up = False

    # The thread's side

    def start(self, status: int, headers: Headers) -> None:
        self._status = status
        self._headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    def write(self, block: bytes) -> None:
        """Raises PeerGoneError, and SpoolFullError when the peer reads too slowly to hold it all.

        What is sent before the response has ended is sent in pieces of BLOCK_BYTES at least.
        """
        with self._lock:
            if self._is_given_up:
                raise PeerGoneError
            if self._file is None and len(self._memory) + len(block) <= self._limits.memory_bytes:
                self._memory += block
            else:
                self._write_to_file(block)
            is_ready = self._file is not None or len(self._memory) >= BLOCK_BYTES
        if is_ready:
            self._wake_loop()

    def end(self) -> None:
        self._is_complete = True
        self._wake_loop()

    def break_off(self) -> None:
        """End it so that the peer can't take it for whole."""
        self._is_broken = True
        self._wake_loop()

    def _write_to_file(self, block: bytes) -> None:
        if self._file is None:
            self._file = new_spool_file(self._folder, self._limits)
        if self._sent == self._written:
            # The peer has everything: begin the file anew, which keeps it small for a quick one.
            self._sent = self._written = self._checked = 0
        if self._written + len(block) - self._sent > self._limits.response_bytes:
            raise SpoolFullError("The peer reads a large response too slowly.")
        if self._written - self._checked >= CHECK_DISK_EVERY_BYTES:
            check_free_disk(self._folder, self._limits)
            self._checked = self._written
        write_all(self._file, block, self._written)
        self._written += len(block)

    def _wake_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._changed.set)

    # The loop's side

    async def wait_for_bytes(self) -> None:
        """Return when there is something to send."""
        await self._changed.wait()

    async def send_with(self, send: Send) -> None:
        """Send it while it grows, to its end. Raises TimeoutError when the peer doesn't read."""
        is_started = False
        while True:
            await self._changed.wait()
            self._changed.clear()
            block = b"something"
            while block:
                # Asked before taking: what is written in between is taken the next time.
                is_complete, is_broken = self._is_complete, self._is_broken
                block = self._take_block()
                if is_broken and not is_started:
                    self._become_error()
                    is_complete, is_broken, block = True, False, b"Internal Server Error"
                is_last = is_complete and not self._has_more()
                if not is_started and (block or is_last):
                    is_started = True
                    await self._send_start(send)
                if block or is_last:
                    body = {"type": "http.response.body", "body": block, "more_body": not is_last}
                    await self._send_message(send, body)
                if is_last or (is_broken and not block):
                    return

    def give_up(self) -> None:
        """The thread's next write raises PeerGoneError."""
        with self._lock:
            self._is_given_up = True
            if self._file is not None:
                self._file.close()

    async def _send_start(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self._status, "headers": self._headers}
        await self._send_message(send, start)

    async def _send_message(self, send: Send, message: dict[str, Any]) -> None:
        """Raises TimeoutError when the peer doesn't read."""
        async with asyncio.timeout(self._limits.response_stall_seconds):
            await send(message)

    def _take_block(self) -> bytes:
        with self._lock:
            if self._memory:
                block = bytes(self._memory[:BLOCK_BYTES] if self._file else self._memory)
                del self._memory[: len(block)]
                return block
            if self._file is None or self._sent == self._written:
                return b""
            size = min(BLOCK_BYTES, self._written - self._sent)
            block = os.pread(self._file.fileno(), size, self._sent)
            self._sent += len(block)
            return block

    def _has_more(self) -> bool:
        with self._lock:
            return bool(self._memory) or self._sent != self._written

    def _become_error(self) -> None:
        self._status = HTTPStatus.INTERNAL_SERVER_ERROR
        self._headers = [(b"content-type", b"text/plain; charset=utf-8")]


def run_wsgi(
    app: Callable[..., Iterable[bytes]], environ: dict[str, Any], response: SpooledResponse
) -> None:
    """Call the application and write what it answers. For a thread; raises nothing."""

    def start_response(status: str, headers: Headers, *_: Any) -> Callable[[bytes], None]:
        response.start(int(status.split(" ", 1)[0]), headers)
        return response.write

    blocks: Iterable[bytes] = ()
    try:
        blocks = app(environ, start_response)
        for block in blocks:
            if block:
                response.write(block)
    except PeerGoneError:
        pass
    except Exception:
        response.break_off()
        raise
    else:
        response.end()
    finally:
        close = getattr(blocks, "close", None)
        if close is not None:
            close()
