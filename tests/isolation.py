"""Keeps what the developer's own shell and .env say out of the tests."""

import fcntl
import itertools
import os
import re
import socket
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r'env\.[a-z_]+\(\s*"([A-Z_]+)"')
PORTS = range(10_000, 20_000)
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PORTAL_STARTED"}


@cache
def own_settings() -> frozenset[str]:
    """Every environment variable that the portal or the engine reads."""
    sources = [ROOT / "portal" / "settings.py", ROOT / "engine" / "settings.py"]
    return frozenset(name for source in sources for name in READ.findall(source.read_text()))


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment of this process without settings of the portal but those given."""
    dropped = own_settings() | NOT_SETTINGS
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"ENV_FILE": os.devnull} | settings


def free_port() -> int:
    """A port of loopback that nobody listens on, and that no test gets again for a long time.

    Whoever asked for it listens only seconds later. So these ports are below those that the kernel
    gives to others in the meantime, and all runs of tests on this machine count on by one file.
    """
    counter = Path(tempfile.gettempdir()) / f"acr-test-ports-{os.getuid()}"
    with counter.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        last = int(file.read() or PORTS.start)
        after_last = itertools.chain(range(last + 1, PORTS.stop), PORTS)
        port = next(port for port in after_last if _is_free(port))
        file.truncate(0)
        file.write(str(port))
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
