"""What a preloaded process and its fork have: prints it as JSON. Run as a program of its own."""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from django.db import connections

from portal.supervisor import forked


def open_files() -> list[str]:
    """What this process has open beside its three standard files."""
    folder = Path("/proc/self/fd")
    names = [(entry.name, os.readlink(entry)) for entry in folder.iterdir() if entry.exists()]
    return [target for name, target in names if int(name) > 2 and "/proc/" not in target]


def describe_self() -> dict[str, Any]:
    return {
        "arguments": sys.argv[1:],
        "environment": os.environ.get("OF_THE_FORK"),
        "group": os.getpgid(0) == os.getpid(),
        "handlers": [str(signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGHUP)],
        "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "name": Path("/proc/self/comm").read_text().strip(),
        "open": open_files(),
        "loaded": "celery.worker.consumer" in sys.modules,
    }


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    own = os.pipe()
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    forked.preload()
    facts: dict[str, Any] = {
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "main thread alone": threading.active_count() == 1,
        "sockets": [name for name in open_files() if name.startswith("socket")],
        "connections": [
            one.alias for one in connections.all(initialized_only=True) if one.connection
        ],
    }
    child = forked.ForkedProcess(
        "one",
        ("tests.portal.forking", "as", "child"),
        environment={"OF_THE_FORK": "1"},
        separate_errors=True,
    )
    assert child.stdout
    assert child.stderr
    facts["child"] = json.loads(child.stdout.read())
    facts["errors"] = child.stderr.read().decode()
    facts["code"] = child.wait(30)
    os.close(own[0])
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.stdout.write(json.dumps(describe_self()))
        sys.stderr.write("its progress\n")
        sys.exit(3)
    main()
