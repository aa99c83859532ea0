"""Console output: own lines with the time since the start, children's lines with their name."""

import contextlib
import os
import selectors
import signal
import sys
import time
from dataclasses import dataclass
from typing import IO

STARTED = float(os.environ.get("PORTAL_STARTED") or time.time())
COLOURS = (36, 32, 33, 35, 34, 96, 92, 95)
NAME_WIDTH = 9
READ_SIZE = 1 << 16
LONGEST_LINE = 1 << 20


def elapsed() -> float:
    """Seconds since the command was given."""
    return time.time() - STARTED


def log(message: str) -> None:
    _write(f"{elapsed():6.1f} s  {_styled(message, 1)}")


def error(message: str) -> None:
    print(_styled(f"error: {message}", 31), file=sys.stderr, flush=True)


class Relay:
    """Prints what children write, line by line, and waits for it on behalf of the supervisor.

    One thread does it all, so that children can be forked: a fork has only the thread that made it,
    and would wait for ever for a lock that another one held.
    """

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        self._selector.register(self._woken, selectors.EVENT_READ)

    def wake_by_signals(self) -> None:
        """Have each signal that has a handler, also that of a child's end, end the `wait`."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)

    def add(self, name: str, colour: int, stream: IO[bytes], *, muted: str = "") -> None:
        """Print the stream until it ends, but for the lines with `muted`."""
        os.set_blocking(stream.fileno(), False)
        prefix = _styled(f"{name:<{NAME_WIDTH}}|", COLOURS[colour % len(COLOURS)])
        output = _Output(prefix, muted, stream)
        self._selector.register(stream, selectors.EVENT_READ, output)

    def wait(self, seconds: float | None) -> None:
        """Print what has been written, and return: at the latest after so long, None for ever."""
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._woken, READ_SIZE)
            elif not key.data.print_some():
                self._selector.unregister(key.fileobj)
                key.data.stream.close()

    def drain(self, seconds: float) -> None:
        """Print the last words of a child that has ended, which may still be in its pipe."""
        deadline = time.monotonic() + seconds
        while self._selector.select(0) and time.monotonic() < deadline:
            self.wait(0)


@dataclass
class _Output:
    """What a child has written, as far as it isn't printed."""

    prefix: str
    muted: str
    stream: IO[bytes]
    rest: bytes = b""

    def print_some(self) -> bool:
        """Print the lines that are there; False at the end of the stream."""
        read = os.read(self.stream.fileno(), READ_SIZE)
        *lines, self.rest = (self.rest + read).split(b"\n")
        if not read or len(self.rest) > LONGEST_LINE:
            lines, self.rest = [*lines, self.rest], b""
        for line in (raw.decode(errors="replace").rstrip() for raw in lines):
            if line and not (self.muted and self.muted in line):
                _write(f"{self.prefix} {line}")
        return bool(read)


def _styled(text: str, code: int) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def _write(line: str) -> None:
    try:
        print(line, flush=True)
    except (BrokenPipeError, ValueError):
        # The reader of the output is gone; the children continue without output.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
