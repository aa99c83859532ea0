"""A remote that only reads and answers, in the forms of the Console and Identification APIs.

python -m benchmarks.load.remote PORT

It has one bucket. A file that is sent there is read and forgotten, but for its id and title; an
identification finds nothing, and takes as long as a PUT to /identify-seconds/… said. So what is
measured before it is the portal, and not how quickly a remote decodes.
"""

import itertools
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

BUCKET = 1
BLOCK_BYTES = 1024 * 1024
# The text fields of a form come before its file.
HEAD_BYTES = 4096
TITLE = re.compile(rb'name="title"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)')
CREATED = "2026-01-01 00:00:00"
NO_RESULT = {"status": {"code": 1001, "msg": "No result", "version": "1.0"}, "cost_time": 0.1}
KEY, SECRET = "key-of-the-benchmark", "secret-of-the-benchmark"


class Account:
    """What was sent, by the order of its arrival."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ids = itertools.count(1)
        self.files: list[dict[str, Any]] = []

    def add(self, title: str) -> dict[str, Any]:
        with self.lock:
            file = {
                "id": next(self.ids), "bid": BUCKET, "uid": 1, "acr_id": "", "title": title,
                "audio_id": "", "duration": 10, "user_defined": {}, "state": 1,
                "created_at": CREATED, "updated_at": CREATED,
            }  # fmt: skip
            self.files.append(file)
        return file


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two would wait for each other's acknowledgement, 40 ms each time.
    wbufsize = 1 << 16
    account = Account()
    identify_seconds = 0.0

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].rstrip("/")
        if path.endswith("/files"):
            newest = self.account.files[-1:]
            self.answer(_page(newest, len(self.account.files)))
        elif path.endswith("/base-projects"):
            self.answer(_page([_project()], 1))
        elif path.endswith("/buckets"):
            self.answer(_page([_bucket(len(self.account.files))], 1))
        else:
            self.answer(_page([], 0))

    def do_POST(self) -> None:
        head = self.read_body(int(self.headers["Content-Length"]))
        if self.path.startswith("/v1/identify"):
            time.sleep(self.identify_seconds)
            self.answer(NO_RESULT)
            return
        found = TITLE.search(head)
        self.answer({"data": self.account.add(found[1].decode() if found else "")})

    def do_PUT(self) -> None:
        Answer.identify_seconds = float(self.path.rpartition("/")[2])
        self.answer({})

    def read_body(self, length: int) -> bytes:
        """The first HEAD_BYTES of it; the rest is forgotten."""
        head = self.rfile.read(min(length, HEAD_BYTES))
        view, left = memoryview(bytearray(BLOCK_BYTES)), length - len(head)
        while left:
            left -= self.rfile.readinto1(view[: min(left, BLOCK_BYTES)])
        return head

    def answer(self, content: dict[str, Any]) -> None:
        body = orjson.dumps(content)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


class Remote(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _page(rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """The first page, of which each list has one: with ids in order it begins with the newest."""
    links = {"first": "?page=1", "last": "?page=1", "prev": None, "next": None}
    meta = {"current_page": 1, "last_page": 1, "per_page": 50, "total": total}
    return {"data": rows, "links": links, "meta": meta}


def _bucket(num: int) -> dict[str, Any]:
    return {
        "id": BUCKET, "uid": 1, "name": "Mine", "type": "File", "state": 1, "region": "eu-west-1",
        "num": num, "size": 0, "created_at": CREATED, "updated_at": CREATED,
    }  # fmt: skip


def _project() -> dict[str, Any]:
    return {
        "id": 1, "uid": 1, "name": "Mine", "type": "AVR", "region": "eu-west-1", "state": 1,
        "access_key": KEY, "access_secret": SECRET, "buckets": [], "num": 0,
        "created_at": CREATED, "updated_at": CREATED,
    }  # fmt: skip


if __name__ == "__main__":
    Remote(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
