"""Runs what must be ready before the portal starts."""

import signal
import threading
from collections.abc import Sequence

from portal.supervisor import console
from portal.supervisor.child import Command
from portal.supervisor.guard import Guard, send
from portal.supervisor.refused import Refused


def run(commands: Sequence[Command], guard: Guard, stopping: threading.Event) -> list[str]:
    """Run them beside each other; return what they report. Raises Refused when one fails.

    A report is said at the very end: the first password would otherwise scroll away.
    """
    running = [Preparation(command, colour, guard) for colour, command in enumerate(commands)]
    try:
        while any(preparation.is_running() for preparation in running):
            if stopping.wait(0.05):
                raise Refused("stopped before it was ready")
        return [line for preparation in running for line in preparation.report()]
    finally:
        for preparation in running:
            preparation.end()


class Preparation:
    def __init__(self, command: Command, colour: int, guard: Guard) -> None:
        self._command = command
        self._guard = guard
        self._process = command.start()
        self._guard.watch(self._process.pid)
        progress = self._process.stderr if command.reports else self._process.stdout
        self._relay = console.relay(command.name, colour, progress) if progress else None

    def is_running(self) -> bool:
        """Whether it still runs. Raises Refused when it failed."""
        code = self._process.poll()
        if code:
            if self._relay:
                self._relay.join(timeout=1)
            name = self._command.name
            raise Refused(f"the {name} could not be prepared; the line above says why")
        return code is None

    def report(self) -> list[str]:
        if not self._command.reports or self._process.stdout is None:
            return []
        return self._process.stdout.read().decode(errors="replace").splitlines()

    def end(self) -> None:
        send(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.forget(self._process.pid)
