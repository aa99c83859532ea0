"""A remote that answers as it is told: for what no well-behaved engine would send."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Remote:
    """`answer` is sent to every request, after `delay` seconds; `bodies` are what came."""

    answer: bytes = b"{}"
    status: int = 200
    delay: float = 0.0
    trickle: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def answering() -> Iterator[Remote]:
    """A remote on a port of its own until the end of the block."""
    remote = Remote()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            remote.paths.append(self.path)
            remote.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            body = remote.answers.pop(0) if remote.answers else remote.answer
            time.sleep(remote.delay)
            self.send_response(remote.status)
            for name, value in remote.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.send_slowly(body)

        def send_slowly(self, body: bytes) -> None:
            if not remote.trickle:
                self.wfile.write(body)
                return
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                time.sleep(remote.trickle)

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        remote.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield remote
        finally:
            server.shutdown()
