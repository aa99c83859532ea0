"""The portal's front with limits of seconds, before a small WSGI application; run by granian.

Its environment: FRONT_FOLDER, where it spools and where files tell what has happened, and
FRONT_PROXIES, addresses that are trusted; with FRONT_PATIENT nobody is too slow.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

settings.configure(SESSION_COOKIE_NAME="session")

from core.jobs import stopping  # noqa: E402 - the front reads settings
from portal.web.front import Front  # noqa: E402
from portal.web.process import allow_many_connections, announce_stop  # noqa: E402
from tests.portal.web.peers import KNOWN, LIMITS, THREADS, UNTOLD  # noqa: E402

FOLDER = Path(os.environ["FRONT_FOLDER"])
PATIENT = {"idle_seconds": 600, "stranger_seconds": 600, "window_seconds": 600}
PROXIES = os.environ.get("FRONT_PROXIES", "").split()


def small_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    name, _, argument = environ["PATH_INFO"].removeprefix("/hooks").strip("/").partition("/")
    answers: dict[str, Callable[[dict[str, Any], str], Iterable[bytes]]] = {
        "echo": _echo,
        "large": _large,
        "broken": _broken,
        "hold": _hold,
        "stop": _until_stopped,
    }
    blocks = answers[name](environ, argument)
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return blocks


def _echo(environ: dict[str, Any], argument: str) -> Iterable[bytes]:
    """What arrived, and how reading it ended."""
    digest, size, error = hashlib.sha256(), 0, ""
    try:
        while block := environ["wsgi.input"].read(64 * 1024):
            digest.update(block)
            size += len(block)
    except Exception as problem:
        error = type(problem).__name__
    report = {
        "sha256": digest.hexdigest(),
        "size": size,
        "error": error,
        "environ": {name: value for name, value in environ.items() if isinstance(value, str)},
    }
    # Whoever waits for the file never sees half of it.
    beside = FOLDER / f"last-{time.monotonic_ns()}.json"
    beside.write_bytes(orjson.dumps(report))
    beside.replace(FOLDER / "last.json")
    return [orjson.dumps(report)]


def _large(environ: dict[str, Any], argument: str) -> Iterator[bytes]:
    """So many MiB; a file tells that its iterator was closed."""
    try:
        for number in range(int(argument) * 16):
            yield bytes([number % 251]) * (64 * 1024)
    finally:
        (FOLDER / f"closed-{environ['QUERY_STRING']}").touch()


def _broken(environ: dict[str, Any], argument: str) -> Iterator[bytes]:
    for _ in range(int(argument)):
        yield b"part"
    raise RuntimeError("broken on purpose")


def _hold(environ: dict[str, Any], argument: str) -> Iterable[bytes]:
    """Hold the thread until a file is there."""
    (FOLDER / f"holding-{argument}-{time.monotonic_ns()}").touch()
    while not (FOLDER / argument).exists():
        time.sleep(0.01)
    return [b"released"]


def _until_stopped(environ: dict[str, Any], argument: str) -> Iterable[bytes]:
    (FOLDER / "waiting").touch()
    return [b"stopped" if stopping.announced.wait(60) else b"not told"]


def _is_known_sender(environ: dict[str, Any]) -> bool:
    if environ.get("HTTP_AUTHORIZATION") == UNTOLD:
        raise OSError("no database")
    return bool(environ.get("HTTP_AUTHORIZATION") == KNOWN)


allow_many_connections()
_front = Front(
    small_app,
    limits=replace(LIMITS, **PATIENT) if "FRONT_PATIENT" in os.environ else LIMITS,
    folder=FOLDER,
    threads=THREADS,
    reserved_threads=1,
    is_known_sender=_is_known_sender,
    is_trusted_proxy=PROXIES.__contains__,
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    announce_stop()
    await _front(scope, receive, send)
