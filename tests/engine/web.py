"""A web server for one test: it serves files, and accepts and records callbacks."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes
    received_at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Web:
    """`add_file` returns a file's URL; `received` is what was POSTed, `answer` sets the status."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"/empty.mp3": b""}
        self.received: list[Received] = []
        self.answer: Callable[[Received], int] = lambda received: 200
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.receiver())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add_file(self, name: str, file: Path) -> str:
        path = f"/{quote(name)}"
        self.files[path] = file.read_bytes()
        return self.url + path

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def receiver(web) -> type[BaseHTTPRequestHandler]:
        class Receiver(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = web.files.get(self.path)
                if self.path.startswith("/loop"):
                    self.send_response(302)
                    self.send_header("Location", "/loop")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received = Received(self.path, dict(self.headers), body)
                web.received.append(received)
                status = web.answer(received)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except ConnectionError:
                    pass

            def log_message(self, *args: object) -> None:
                pass

        return Receiver


@contextmanager
def dripping(head: bytes) -> Iterator[str]:
    """The address of a peer that sends `head`, then a byte every tenth of a second without end."""
    done = threading.Event()

    def drip(line: socket.socket) -> None:
        with line:
            try:
                line.sendall(head)
                while not done.wait(0.1):
                    line.sendall(b"x")
            except OSError:
                pass

    def accept() -> None:
        while not done.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            done.set()
            listener.shutdown(socket.SHUT_RDWR)
