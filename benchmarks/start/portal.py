"""A portal that is started as a person starts it, and how long that takes."""

import contextlib
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from tests.isolation import clean_environment, free_port
from tests.processes import running

START_SECONDS = 300.0
PASSWORD = "measured-from-outside"


@dataclass
class Place:
    """The folder and the ports of a portal, and a browser that stays signed in between starts."""

    folder: Path
    port: int = field(default_factory=free_port)
    engine_port: int = field(default_factory=free_port)
    browser: requests.Session = field(default_factory=requests.Session)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(
            DATA_DIR=str(self.folder),
            PORT=str(self.port),
            ENGINE_PORT=str(self.engine_port),
            PORTAL_ADMIN_PASSWORD=PASSWORD,
        )

    def is_ready(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return self.browser.get(f"{self.url}/readyz", timeout=2).ok
        return False

    def shows_overview(self) -> bool:
        """Whether the overview is shown to the person who is signed in."""
        with contextlib.suppress(requests.RequestException):
            return self.browser.get(self.url, timeout=5).url.rstrip("/") == self.url
        return False

    def sign_in(self) -> None:
        page = self.browser.get(f"{self.url}/login/", timeout=10).text
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "username": "admin"}
        answer = self.browser.post(
            f"{self.url}/login/", data=form | {"password": PASSWORD}, timeout=10
        )
        answer.raise_for_status()


@dataclass(frozen=True)
class Started:
    """A running portal: its supervisor, and the seconds until it was ready and showed a page."""

    supervisor: psutil.Process
    ready_seconds: float
    shown_seconds: float

    def processes(self) -> list[psutil.Process]:
        return [self.supervisor, *self.supervisor.children(recursive=True)]


@contextlib.contextmanager
def started(place: Place) -> Iterator[Started]:
    """The portal until the end of the block. The first time somebody signs in."""
    begun = time.monotonic()
    log = place.folder.parent / f"{place.folder.name}.log"
    command = (sys.executable, "-m", "portal.serve")
    with running(*command, environment=place.environment, output=log) as process:
        until = begun + START_SECONDS
        while not place.is_ready():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the portal did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.05)
        ready = time.monotonic() - begun
        if not place.browser.cookies:
            place.sign_in()
        while not place.shows_overview():
            if time.monotonic() > until:
                raise RuntimeError("the overview is not shown")
            time.sleep(0.05)
        yield Started(psutil.Process(process.pid), ready, time.monotonic() - begun)
