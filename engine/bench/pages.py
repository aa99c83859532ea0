"""The same pages again and again at next to no cost: a benchmark's other side.

`python -m engine pages PATH…` asks the engine for every page of the lists once, keeps the bytes
in memory, and serves them on a port of its own without Django or a database. `--kept FILE` serves
what an earlier run kept, or what somebody wrote in its form: bodies by path and query.
"""

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson

KEPT = "ENGINE_PAGES"
DELAY = "ENGINE_PAGES_DELAY"
IGNORED = ("sort", "order")

Pages = dict[str, bytes]


def key(path: str, query: str) -> str:
    """A page is named by its path and what was asked of it, in any order of the parameters."""
    asked = sorted((k, v) for k, v in parse_qsl(query) if k not in IGNORED)
    return f"{path}?{'&'.join(f'{k}={v}' for k, v in asked)}"


def save(pages: Pages, file: Path) -> None:
    file.write_bytes(orjson.dumps({name: body.decode() for name, body in pages.items()}))


class Server:
    """A WSGI application over the pages of the file that ENGINE_PAGES names."""

    def __init__(self) -> None:
        stored: dict[str, str] = json.loads(Path(os.environ[KEPT]).read_bytes())
        self.pages = {name: body.encode() for name, body in stored.items()}
        self.delay = float(os.environ.get(DELAY, "0"))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = self.pages.get(key(environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
        token = environ.get("HTTP_AUTHORIZATION") == f"Bearer {os.environ['ENGINE_TOKEN']}"
        time.sleep(self.delay)
        if not token:
            return answer(start, "403 Forbidden", b'{"error":"Authentication Exception"}')
        if body is None:
            return answer(start, "404 Not Found", b'{"error":"Not Found"}')
        return answer(start, "200 OK", body)


def answer(start: StartResponse, status: str, body: bytes) -> list[bytes]:
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def application() -> Server:
    return Server()
