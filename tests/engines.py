"""The real engine over HTTP, with an empty account or the demo account."""

import contextlib
import fcntl
import hashlib
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.isolation import clean_environment, free_port
from tests.processes import running

ROOT = Path(__file__).resolve().parent.parent
# Made once for each state of the sources: synthesizing the demo takes longer than most tests.
CACHE = ROOT / ".pytest_cache" / "portal"
START_SECONDS = 120.0


@dataclass(frozen=True)
class Engine:
    """Where a running engine answers, and with which tokens."""

    origin: str
    token: str
    audiotag_key: str
    data_dir: Path

    @property
    def api(self) -> str:
        """The base address of its Console API."""
        return f"{self.origin}/api"


@contextlib.contextmanager
def running_engine(
    data_dir: Path,
    *,
    demo: bool = False,
    port: int | None = None,
    token: str = "",
    audiotag_key: str = "",
    reach: str = "*",
) -> Iterator[Engine]:
    """An engine and its worker until the end of the block.

    `reach` lists the private origins that it may call back to or download from.
    """
    port = port or free_port()
    token = token or secrets.token_hex(20)
    audiotag_key = audiotag_key or secrets.token_hex(16)
    furnish(data_dir, demo=demo)
    environment = clean_environment(
        DATA_DIR=str(data_dir),
        ENGINE_PORT=str(port),
        ENGINE_TOKEN=token,
        AUDIOTAG_API_KEY=audiotag_key,
        ENGINE_REACH=reach,
    )
    command = (sys.executable, "-m", "engine")
    _prepare(*command, "prepare", environment=environment)
    log = data_dir / "engine.log"
    with (
        running(*command, "serve", environment=environment, output=log) as server,
        running(*command, "work", environment=environment, output=log),
    ):
        origin = f"http://127.0.0.1:{port}"
        _await_answer(f"{origin}/healthz", server, log)
        yield Engine(origin, token, audiotag_key, data_dir)


def furnish(data_dir: Path, *, demo: bool) -> None:
    """Give the folder an engine's content before its first start."""
    data_dir.mkdir(parents=True, exist_ok=True)
    target = data_dir / "engine"
    if not target.exists():
        shutil.copytree(_furnished("demo" if demo else "empty") / "engine", target)


THROWAWAY = {"ENGINE_TOKEN": "replaced-at-start", "AUDIOTAG_API_KEY": "replaced-at-start"}


@contextlib.contextmanager
def kept() -> Iterator[Path]:
    """What runs of the tests leave to one another, for one process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield CACHE


def _furnished(content: str) -> Path:
    """The folder of a new engine of these sources, made when it isn't there."""
    with kept() as folder:
        made = folder / f"{content}-{_digest()}"
        if not made.exists():
            for old in folder.glob(f"{content}-*/"):
                shutil.rmtree(old)
            beside = folder / f"making-{content}"
            shutil.rmtree(beside, ignore_errors=True)
            environment = clean_environment(DATA_DIR=str(beside), **THROWAWAY)
            prepare = ("prepare", f"--{content}")
            _prepare(sys.executable, "-m", "engine", *prepare, environment=environment)
            beside.rename(made)
    return made


@cache
def _digest() -> str:
    content = hashlib.sha256()
    for package in ("engine", "core/audio", "core/recognition", "core/net"):
        for path in sorted((ROOT / package).rglob("*.py")):
            content.update(path.read_bytes())
    return content.hexdigest()[:16]


def _prepare(*arguments: str, environment: dict[str, str]) -> None:
    finished = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True)
    if finished.returncode:
        raise RuntimeError(f"{' '.join(arguments[1:])}: {finished.stdout}{finished.stderr}")


def _await_answer(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the engine did not start:\n{log.read_text()[-4000:]}")


if __name__ == "__main__":
    # Before the tests, so that synthesizing the demo uses up no test's time.
    for content in ("empty", "demo"):
        _furnished(content)
