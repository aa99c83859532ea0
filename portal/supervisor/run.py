"""One run of the portal, from the first check to the last process' end."""

import signal
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

from django.conf import settings

from portal import runtime_paths
from portal.supervisor import broker, console, places, plan, ports, preparations, readiness
from portal.supervisor.child import Child, Command
from portal.supervisor.guard import Guard

WATCH_SECONDS = 0.1
# What a worker is given to finish the step it is in; the ledger takes over whatever is cut off.
GRACE_SECONDS = 8.0


class Run:
    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._children: list[Child] = []
        self._reports: list[str] = []

    def go(self) -> None:
        """Start everything and watch it until told to stop. Raises Refused when it can't start."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        ports.check(settings.HOST, settings.PORT, "PORT")
        if settings.REMOTE_IS_ENGINE:
            ports.check("127.0.0.1", settings.ENGINE_PORT, "ENGINE_PORT")
        commands = plan.commands()
        with ExitStack() as stack:
            stack.enter_context(places.locked(settings.DATA_DIR))
            if settings.BROKER_IS_EMBEDDED:
                folder = runtime_paths.broker_folder(settings.DATA_DIR)
                stack.enter_context(places.private(folder))
            guard = Guard()
            stack.callback(guard.dismiss)
            stack.callback(self._end_children)
            self._start(commands, guard)
            self._watch()
            console.say("Stopping")

    def _start(self, commands: Sequence[Command], guard: Guard) -> None:
        console.say(f"Preparing {settings.DATA_DIR}")
        self._reports = preparations.run(plan.preparations(), guard, self._stopping)
        console.say(f"Starting {', '.join(command.name for command in commands)}")
        for colour, command in enumerate(commands):
            child = Child(command, colour, guard)
            child.start()
            self._children.append(child)
            if command.name == broker.NAME:
                broker.wait_until_up(self._stopping.is_set)
        readiness.announce(self._stopping, self._say_ready)

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            for child in self._children:
                child.watch()

    def _end_children(self) -> None:
        """The broker last: without it the others would spend their last seconds looking for it."""
        brokers = [child for child in self._children if child.command.name == broker.NAME]
        others = [child for child in self._children if child not in brokers]
        for group in (others, brokers):
            deadline = time.monotonic() + GRACE_SECONDS
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.wait(until=deadline)

    def _say_ready(self) -> None:
        console.say(f"Ready: {settings.PUBLIC_URL}")
        for line in self._reports:
            console.say(line)
        console.say("Ctrl-C stops it")

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        if self._stopping.is_set():
            for child in self._children:
                child.kill()
        self._stopping.set()
