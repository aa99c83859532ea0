"""The servers that are measured, each started as `script/server` starts it."""

import contextlib
import http.client
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from portal.supervisor.commands import WEB_WORKERS, web_server
from tests.isolation import free_port
from tests.processes import running

START_SECONDS = 60.0
# In a row, each on a connection of its own, so that every process has answered.
ANSWERS = 24
THREADS = settings.WEB_THREADS
# As in portal.asgi, which can't be imported without becoming a server.
RESERVED_THREADS = 8
PORTAL = "portal.asgi:application"
WSGI = "portal.wsgi:application"


@dataclass(frozen=True)
class Way:
    """One server among those compared: the portal's, or a peer's with settings of its own."""

    name: str
    application: str = PORTAL
    environment: Mapping[str, str] = field(default_factory=dict)
    # Threads of each process; the front has its own number.
    threads: int = 0
    processes: int = WEB_WORKERS


def ways_of_peer(name: str, settings_module: str, threads: int) -> list[Way]:
    """The peer in the portal's place, then without its middleware, then without its front."""
    own = {"DJANGO_SETTINGS_MODULE": settings_module}
    bare = own | {"PEER_WITHOUT_MIDDLEWARE": "1"}
    return [
        Way(name, environment=own),
        Way(f"{name}, no middleware", environment=bare),
        Way(f"{name}, plain WSGI", WSGI, bare, threads),
    ]


@contextlib.contextmanager
def serving(way: Way) -> Iterator[int]:
    """Start the server of a way, and return its port once all its processes answer."""
    port = free_port()
    command = web_server(way.application, host="127.0.0.1", port=port, workers=way.processes)
    if way.application == WSGI:
        position = command.index("asginl")
        threads = ("--blocking-threads", str(way.threads))
        command = (*command[:position], "wsgi", *threads, *command[position + 1 :])
    log = settings.DATA_DIR / "servers.log"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", **way.environment}
    with running(*command, environment=environment, output=log):
        _wait_until_up(port, log)
        yield port


@contextlib.contextmanager
def all_serving(ways: Iterable[Way]) -> Iterator[dict[str, int]]:
    """Start the servers of all ways; their ports by name.

    Each keeps a database connection for each of its threads: PostgreSQL allows 100 unless asked.
    """
    with contextlib.ExitStack() as stack:
        yield {way.name: stack.enter_context(serving(way)) for way in ways}


def _wait_until_up(port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    answers = 0
    while answers < ANSWERS:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/healthz")
                answers += connection.getresponse().status == http.client.OK
        except OSError:
            answers = 0
            time.sleep(0.1)
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server does not answer:\n{log.read_text()[-4000:]}")
