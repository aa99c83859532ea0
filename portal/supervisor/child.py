"""A supervised process: restarted when it dies, stopped with all its children."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.supervisor import console
from portal.supervisor.guard import Guard, signal_group

MIN_RESTART_DELAY = 0.5
MAX_RESTART_DELAY = 30.0
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
HEALTHY_AFTER_SECONDS = 30.0


@dataclass(frozen=True)
class Command:
    """What to run. `environment` is added to the supervisor's; lines with `muted` aren't printed.

    With `reports`, the standard output is a report for later, and standard error the progress.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    muted: str = ""
    reports: bool = False

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process as the leader of its own group."""
        return subprocess.Popen(
            self.arguments,
            env=os.environ | dict(self.environment) | {"ACR_PROCESS": self.name} | UNBUFFERED,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self.reports else subprocess.STDOUT,
            process_group=0,
        )


class ChildProcess:
    def __init__(self, command: Command, colour: int, guard: Guard) -> None:
        self.command = command
        self._colour = colour
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._failures = 0
        self._start_at = 0.0

    def start(self) -> None:
        """Start it, from the main thread: a child may end with the thread that started it."""
        self._process = self.command.start()
        self._guard.watch(self._process.pid)
        self._started_at = time.monotonic()
        if self._process.stdout:
            muted = self.command.muted
            console.relay(self.command.name, self._colour, self._process.stdout, muted=muted)

    def watch(self) -> None:
        """Notice its end, and restart it after the delay."""
        if self._process is None:
            if time.monotonic() >= self._start_at:
                self._try_to_start()
            return
        code = self._process.poll()
        if code is None:
            return
        self._clear()
        lived = time.monotonic() - self._started_at
        self._failures = 0 if lived >= HEALTHY_AFTER_SECONDS else self._failures + 1
        self._schedule_restart(_exit_reason(code))

    def ask_to_stop(self) -> None:
        """Send SIGTERM to this process alone: it stops its own children."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None:
            signal_group(self._process.pid, signal.SIGKILL)

    def wait(self, until: float) -> None:
        """Wait for its end until that monotonic time, then kill what is left of its group."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(0.0, until - time.monotonic()))
        self._clear()

    def _try_to_start(self) -> None:
        """A failed start, such as for lack of memory, must not end the other processes."""
        try:
            self.start()
        except (OSError, RuntimeError) as error:
            self._clear()
            self._failures += 1
            self._schedule_restart(f"could not be started ({error})")

    def _schedule_restart(self, reason: str) -> None:
        delay = min(MAX_RESTART_DELAY, MIN_RESTART_DELAY * 2 ** max(0, self._failures - 1))
        self._start_at = time.monotonic() + delay
        console.log(f"{self.command.name} {reason}; starting it again in {delay:g} s")

    def _clear(self) -> None:
        """Kill what is left of its process group, and forget it."""
        if self._process is None:
            return
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.forget(self._process.pid)
        self._process = None


def _exit_reason(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"
