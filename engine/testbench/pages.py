"""Serving the same pages repeatedly at almost no cost: the remote side of a benchmark.

`python -m engine pages PATH…` renders every page of the lists once, keeps the bytes in memory, and
serves them on a port of its own without Django or a database. `--kept FILE` serves a file that an
earlier run saved, or one of the same format: bodies by path and query.
"""

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson

PAGES_VARIABLE = "ENGINE_PAGES"
DELAY_VARIABLE = "ENGINE_PAGES_DELAY"
IGNORED_PARAMETERS = ("sort", "order")

Pages = dict[str, bytes]


def page_key(path: str, query: str) -> str:
    """The key of a page: its path and its parameters in alphabetical order."""
    parameters = sorted((k, v) for k, v in parse_qsl(query) if k not in IGNORED_PARAMETERS)
    return f"{path}?{'&'.join(f'{k}={v}' for k, v in parameters)}"


def save_pages(pages: Pages, file: Path) -> None:
    file.write_bytes(orjson.dumps({name: body.decode() for name, body in pages.items()}))


class Server:
    """A WSGI application over the pages of the file that ENGINE_PAGES names."""

    def __init__(self) -> None:
        stored: dict[str, str] = json.loads(Path(os.environ[PAGES_VARIABLE]).read_bytes())
        self.pages = {name: body.encode() for name, body in stored.items()}
        self.delay = float(os.environ.get(DELAY_VARIABLE, "0"))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = self.pages.get(page_key(environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
        token = environ.get("HTTP_AUTHORIZATION") == f"Bearer {os.environ['ENGINE_TOKEN']}"
        time.sleep(self.delay)
        if not token:
            return respond(start, "403 Forbidden", b'{"error":"Authentication Exception"}')
        if body is None:
            return respond(start, "404 Not Found", b'{"error":"Not Found"}')
        return respond(start, "200 OK", body)


def respond(start: StartResponse, status: str, body: bytes) -> list[bytes]:
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def application() -> Server:
    return Server()
