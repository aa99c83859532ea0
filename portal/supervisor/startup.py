"""Runs the preparations of a start, and waits until the portal itself says that it is ready."""

import contextlib
import http.client
import json
import signal
from collections.abc import Callable, Sequence

from django.conf import settings

from portal.supervisor import console, forked
from portal.supervisor.child import Command
from portal.supervisor.guard import Guard, signal_group
from portal.supervisor.preflight import StartRefusedError

POLL_SECONDS = 0.1
LAST_WORDS_SECONDS = 1.0
STILL_WAITING_SECONDS = 30.0
ANSWER_SECONDS = 2.0


def run_preparations(
    commands: Sequence[Command],
    guard: Guard,
    relay: console.Relay,
    is_stopping: Callable[[], bool],
) -> list[str]:
    """Run them in parallel; return the lines of their reports.

    The caller prints the reports last, so that the first password doesn't scroll away. Raises
    StartRefusedError when one fails.
    """
    running: list[Preparation] = []
    try:
        # The others load for themselves while this process loads what it hands on to its forks.
        for colour, command in sorted(enumerate(commands), key=lambda pair: pair[1].is_forked):
            if command.is_forked:
                forked.preload()
            running.append(Preparation(command, colour, guard, relay))
        while sum(preparation.is_running() for preparation in running):
            if is_stopping():
                raise StartRefusedError("stopped before it was ready")
            relay.wait(None)
        return [line for preparation in running for line in preparation.report()]
    finally:
        for preparation in running:
            preparation.end()


class Preparation:
    def __init__(self, command: Command, colour: int, guard: Guard, relay: console.Relay) -> None:
        self._command = command
        self._guard = guard
        self._relay = relay
        self._process = command.start()
        self._guard.watch(self._process.pid)
        progress = self._process.stderr if command.reports else self._process.stdout
        if progress:
            relay.add(command.name, colour, progress)

    def is_running(self) -> bool:
        """Raises StartRefusedError when it failed."""
        code = self._process.poll()
        if code:
            self._relay.drain(LAST_WORDS_SECONDS)
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


class Readiness:
    """Looks whether the portal is ready, until it is; then calls `report` once."""

    def __init__(self, report: Callable[[], None]) -> None:
        self._report = report
        self._is_reported = False
        self._next_notice_at = console.elapsed() + STILL_WAITING_SECONDS

    def look(self) -> float | None:
        """Look once; returns the seconds until the next look, None when it is ready."""
        if self._is_reported:
            return None
        failing = failing_checks(settings.HOST, settings.PORT)
        if not failing:
            self._is_reported = True
            self._report()
            return None
        if console.elapsed() > self._next_notice_at:
            console.log(f"Still waiting for: {', '.join(failing)}")
            self._next_notice_at = console.elapsed() + STILL_WAITING_SECONDS
        return POLL_SECONDS


def failing_checks(host: str, port: int) -> list[str]:
    """The names of the checks that `/readyz` reports as failing; `web` when nothing answers.

    The embedded engine counts too: whoever is told that all is ready will use it.
    """
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(local, port, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            checks = json.loads(connection.getresponse().read())["checks"]
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return ["web"]
    needed = {"remote"} if settings.REMOTE_IS_ENGINE else set()
    return [
        name
        for name, check in checks.items()
        if not check["ok"] and (check["required"] or name in needed)
    ]
