"""A supervised process: restarted when it dies, stopped with all its children."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.supervisor import console, forked
from portal.supervisor.forked import ForkedProcess
from portal.supervisor.guard import Guard, signal_group

MIN_RESTART_DELAY = 0.5
MAX_RESTART_DELAY = 30.0
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
HEALTHY_AFTER_SECONDS = 30.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Command:
    """What to run. `environment` is added to the supervisor's; lines with `muted` aren't printed.

    With `reports`, the standard output is a report for later, and standard error the progress.
    With `is_forked`, `arguments` are `python -m MODULE …`, and where that is possible a fork of the
    supervisor runs the module, with what it has loaded.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    muted: str = ""
    reports: bool = False
    is_forked: bool = False

    def start(self) -> "subprocess.Popen[bytes] | ForkedProcess":
        """Start the process as the leader of its own group."""
        if self.is_forked and forked.can_fork():
            return ForkedProcess(
                self.name,
                self.arguments[2:],
                environment=self.environment,
                separate_errors=self.reports,
            )
        return subprocess.Popen(
            self.arguments,
            env=os.environ | dict(self.environment) | {"ACR_PROCESS": self.name} | UNBUFFERED,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self.reports else subprocess.STDOUT,
            process_group=0,
        )


class ChildProcess:
    def __init__(self, command: Command, colour: int, guard: Guard, relay: console.Relay) -> None:
        self.command = command
        self._colour = colour
        self._guard = guard
        self._relay = relay
        self._process: subprocess.Popen[bytes] | ForkedProcess | None = None
        self._started_at = 0.0
        self._failures = 0
        self._start_at = 0.0

    def start(self) -> None:
        """Start it, from the main thread: a child may end with the thread that started it."""
        self._process = self.command.start()
        self._guard.watch(self._process.pid)
        self._started_at = time.monotonic()
        if self._process.stdout:
            output, muted = self._process.stdout, self.command.muted
            self._relay.add(self.command.name, self._colour, output, muted=muted)

    def due_in(self) -> float | None:
        """Seconds until it is to be started again; None while it runs."""
        return None if self._process else max(0.0, self._start_at - time.monotonic())

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
        while self._process and self._process.poll() is None and time.monotonic() < until:
            self._relay.wait(min(POLL_SECONDS, max(0.0, until - time.monotonic())))
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
