"""Runs the preparations of a start, and waits until the portal itself says that it is ready."""

import contextlib
import http.client
import json
import signal
import threading
from collections.abc import Callable, Sequence

from django.conf import settings

from portal.supervisor import console
from portal.supervisor.child import Command
from portal.supervisor.guard import Guard, signal_group
from portal.supervisor.preflight import StartRefusedError

POLL_SECONDS = 0.2
STILL_WAITING_SECONDS = 30.0


def run_preparations(
    commands: Sequence[Command], guard: Guard, stopping: threading.Event
) -> list[str]:
    """Run them in parallel; return the lines of their reports.

    The caller prints the reports last, so that the first password doesn't scroll away. Raises
    StartRefusedError when one fails.
    """
    running = [Preparation(command, colour, guard) for colour, command in enumerate(commands)]
    try:
        while any(preparation.is_running() for preparation in running):
            if stopping.wait(0.05):
                raise StartRefusedError("stopped before it was ready")
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
        """Raises StartRefusedError when it failed."""
        code = self._process.poll()
        if code:
            if self._relay:
                self._relay.join(timeout=1)
            name = self._command.name
            raise StartRefusedError(f"the {name} could not be prepared; the line above says why")
        return code is None

    def report(self) -> list[str]:
        if not self._command.reports or self._process.stdout is None:
            return []
        return self._process.stdout.read().decode(errors="replace").splitlines()

    def end(self) -> None:
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.forget(self._process.pid)


def announce_when_ready(stopping: threading.Event, report: Callable[[], None]) -> threading.Thread:
    """Call `report` once the portal is ready, from a thread of its own."""
    thread = threading.Thread(target=_wait, args=(stopping, report), name="readiness", daemon=True)
    thread.start()
    return thread


def _wait(stopping: threading.Event, report: Callable[[], None]) -> None:
    next_notice_at = console.elapsed() + STILL_WAITING_SECONDS
    while not stopping.wait(POLL_SECONDS):
        failing = failing_checks(settings.HOST, settings.PORT)
        if not failing:
            report()
            return
        if console.elapsed() > next_notice_at:
            console.log(f"Still waiting for: {', '.join(failing)}")
            next_notice_at = console.elapsed() + STILL_WAITING_SECONDS


def failing_checks(host: str, port: int) -> list[str]:
    """The names of the checks that `/readyz` reports as failing; `web` when nothing answers."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(local, port, timeout=2)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            checks = json.loads(connection.getresponse().read())["checks"]
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return ["web"]
    return [name for name, check in checks.items() if check["required"] and not check["ok"]]
