"""One run of the portal: check, prepare, start, watch and stop every process."""

import signal
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

from django.conf import settings

from portal import broker_paths
from portal.supervisor import broker, console, preflight, startup
from portal.supervisor.child import ChildProcess, Command
from portal.supervisor.commands import preparation_commands, process_commands
from portal.supervisor.guard import Guard

# For a worker to finish its current step; the ledger retries what is cut off.
STOP_TIMEOUT_SECONDS = 8.0


class SupervisorRun:
    def __init__(self) -> None:
        self._stopping = False
        self._relay = console.Relay()
        self._children: list[ChildProcess] = []
        self._reports: list[str] = []

    def run(self) -> None:
        """Start everything and watch it until told to stop.

        Raises StartRefusedError when it can't start.
        """
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        self._relay.wake_by_signals()
        preflight.check_port(settings.HOST, settings.PORT, "PORT")
        if settings.REMOTE_IS_ENGINE:
            preflight.check_port("127.0.0.1", settings.ENGINE_PORT, "ENGINE_PORT")
            preflight.check_ports_differ(settings.PORT, settings.ENGINE_PORT)
        commands = process_commands()
        with ExitStack() as stack:
            stack.enter_context(preflight.lock_data_dir(settings.DATA_DIR))
            if settings.BROKER_IS_EMBEDDED:
                folder = broker_paths.broker_folder(settings.DATA_DIR)
                stack.enter_context(preflight.private_folder(folder))
            guard = Guard()
            stack.callback(guard.dismiss)
            stack.callback(self._end_children)
            self._start(commands, guard)
            self._watch()
            console.log("Stopping")

    def _start(self, commands: Sequence[Command], guard: Guard) -> None:
        console.log(f"Preparing {settings.DATA_DIR}")
        self._reports = startup.run_preparations(
            preparation_commands(), guard, self._relay, self._is_stopping
        )
        console.log(f"Starting {', '.join(command.name for command in commands)}")
        for colour, command in enumerate(commands):
            child = ChildProcess(command, colour, guard, self._relay)
            child.start()
            self._children.append(child)
            if command.name == broker.NAME:
                broker.wait_until_up(self._is_stopping)

    def _watch(self) -> None:
        readiness = startup.Readiness(self._report_ready)
        while not self._stopping:
            for child in self._children:
                child.watch()
            waits = [child.due_in() for child in self._children]
            waits.append(readiness.look())
            self._relay.wait(min((wait for wait in waits if wait is not None), default=None))

    def _end_children(self) -> None:
        """Stop the broker last: without it the others would spend their time reconnecting."""
        brokers = [child for child in self._children if child.command.name == broker.NAME]
        others = [child for child in self._children if child not in brokers]
        for group in (others, brokers):
            deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.wait(until=deadline)
        self._relay.drain(startup.LAST_WORDS_SECONDS)

    def _report_ready(self) -> None:
        console.log(f"Ready: {settings.PUBLIC_URL}")
        for line in self._reports:
            console.log(line)
        console.log("Ctrl-C stops it")

    def _is_stopping(self) -> bool:
        return self._stopping

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        if self._stopping:
            for child in self._children:
                child.kill()
        self._stopping = True
