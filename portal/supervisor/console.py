"""Console output: own lines with the time since the start, children's lines with their name."""

import os
import sys
import threading
import time
from typing import IO

STARTED = float(os.environ.get("PORTAL_STARTED") or time.time())
COLOURS = (36, 32, 33, 35, 34, 96, 92, 95)
NAME_WIDTH = 9

_writing = threading.Lock()


def elapsed() -> float:
    """Seconds since the command was given."""
    return time.time() - STARTED


def log(message: str) -> None:
    _write(f"{elapsed():6.1f} s  {_styled(message, 1)}")


def error(message: str) -> None:
    with _writing:
        print(_styled(f"error: {message}", 31), file=sys.stderr, flush=True)


def relay(name: str, colour: int, stream: IO[bytes], *, muted: str = "") -> threading.Thread:
    """Print a child's output line by line until it ends, on a thread of its own."""
    prefix = _styled(f"{name:<{NAME_WIDTH}}|", COLOURS[colour % len(COLOURS)])

    def pump() -> None:
        with stream:
            for line in (raw.decode(errors="replace").rstrip() for raw in stream):
                if line and not (muted and muted in line):
                    _write(f"{prefix} {line}")

    thread = threading.Thread(target=pump, name=f"output of {name}", daemon=True)
    thread.start()
    return thread


def _styled(text: str, code: int) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def _write(line: str) -> None:
    with _writing:
        try:
            print(line, flush=True)
        except (BrokenPipeError, ValueError):
            # The reader of the output is gone; the children continue without output.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
