"""Keeps what the developer's own shell and .env say out of the tests."""

import os
import re
import socket
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r'env\.[a-z_]+\(\s*"([A-Z_]+)"')
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
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
