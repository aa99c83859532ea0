"""Ends the process groups of a supervisor that died without doing so itself.

Runs as a process of its own and reads lines from the supervisor on standard input: `+GROUP` for
each process group started, `-GROUP` for each that ended. The end of the stream means that the
supervisor is gone. Works where PR_SET_PDEATHSIG doesn't, and reaches grandchildren too.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import IO

GRACE_SECONDS = 5.0


class Guard:
    """The supervisor's end."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"ACR_PROCESS": "guard"},
        )

    def watch(self, group: int) -> None:
        self._send_line(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._send_line(f"-{group}\n")

    def dismiss(self) -> None:
        """End the guard; it first ends the groups it still watches."""
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _send_line(self, line: str) -> None:
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()


def main(orders: IO[bytes]) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: set[int] = set()
    for line in orders:
        group = int(line[1:])
        if line.startswith(b"+"):
            groups.add(group)
        else:
            groups.discard(group)
    end_groups(groups)


def end_groups(groups: set[int]) -> None:
    """Send SIGTERM to each group, and SIGKILL to what is left after GRACE_SECONDS."""
    left = {group for group in groups if signal_group(group, signal.SIGTERM)}
    deadline = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = {group for group in left if signal_group(group, 0)}
    for group in left:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, signum: int) -> bool:
    """Signal a process group; False when no process is left in it."""
    try:
        os.killpg(group, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.stdin.buffer)
