"""One process under watch: started, started again when it dies, stopped with all it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.supervisor import console
from portal.supervisor.guard import Guard, send

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
HEALTHY_AFTER = 30.0


@dataclass(frozen=True)
class Command:
    """What to run. `environment` adds to the supervisor's own; lines with `hush` aren't said.

    One that `reports` keeps its standard output for the end, and tells its progress as errors.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    hush: str = ""
    reports: bool = False

    def start(self) -> subprocess.Popen[bytes]:
        """The process, leading a group of its own."""
        return subprocess.Popen(
            self.arguments,
            env=os.environ | dict(self.environment) | {"ACR_PROCESS": self.name} | UNBUFFERED,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self.reports else subprocess.STDOUT,
            process_group=0,
        )


class Child:
    def __init__(self, command: Command, colour: int, guard: Guard) -> None:
        self.command = command
        self._colour = colour
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._failures = 0
        self._start_at = 0.0

    def start(self) -> None:
        """Start it. From the main thread, since a child may follow the thread that made it."""
        self._process = self.command.start()
        self._guard.watch(self._process.pid)
        self._started_at = time.monotonic()
        if self._process.stdout:
            hush = self.command.hush
            console.relay(self.command.name, self._colour, self._process.stdout, hush=hush)

    def watch(self) -> None:
        """Notice its death, and start it again once its pause is over."""
        if self._process is None:
            if time.monotonic() >= self._start_at:
                self._try_to_start()
            return
        code = self._process.poll()
        if code is None:
            return
        self._clear()
        lived = time.monotonic() - self._started_at
        self._failures = 0 if lived >= HEALTHY_AFTER else self._failures + 1
        self._start_later(_ended(code))

    def ask_to_stop(self) -> None:
        """Ask it alone: those it started are its own to stop."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None:
            send(self._process.pid, signal.SIGKILL)

    def wait(self, until: float) -> None:
        """Wait for its end until that moment of the monotonic clock, then kill what is left."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(0.0, until - time.monotonic()))
        self._clear()

    def _try_to_start(self) -> None:
        """A machine out of processes or memory is no reason to take the others down."""
        try:
            self.start()
        except (OSError, RuntimeError) as error:
            self._clear()
            self._failures += 1
            self._start_later(f"could not be started ({error})")

    def _start_later(self, why: str) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, self._failures - 1))
        self._start_at = time.monotonic() + pause
        console.say(f"{self.command.name} {why}; starting it again in {pause:g} s")

    def _clear(self) -> None:
        """Kill what it may have left behind in its group, and forget it."""
        if self._process is None:
            return
        send(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.forget(self._process.pid)
        self._process = None


def _ended(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"
