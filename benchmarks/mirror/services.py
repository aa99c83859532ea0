"""What a run needs beside the portal: a shared store for the rate limit, and the peer's Python."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import redis

from portal.supervisor.broker import broker_binary
from tests.isolation import free_port

PEER = ("dj-stripe==2.11.0", "psycopg[binary]")


@contextlib.contextmanager
def shared_store() -> Iterator[str]:
    """The address of a store that only this run uses."""
    port = free_port()
    server = subprocess.Popen(
        [str(broker_binary()), "--port", str(port), "--save", "", "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
    )
    try:
        client = redis.Redis(port=port)
        for _ in range(100):
            with contextlib.suppress(redis.ConnectionError):
                client.ping()
                break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def peer_python(folder: Path) -> Path | None:
    """A Python that has dj-stripe, installed the first time; None where that can't be done."""
    python = folder / "bin" / "python"
    if not python.exists():
        install = [str(python), "-m", "pip", "install", "--quiet", *PEER]
        for command in ([sys.executable, "-m", "venv", str(folder)], install):
            if subprocess.run(command).returncode:
                return None
    return python
