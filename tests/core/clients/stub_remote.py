"""A remote that answers as it is told: for what no well-behaved engine would send.

One that is silent or drips doesn't come to an end: a client that waits for it hangs until the
test's timeout, so that no test has to measure time.
"""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DRIP_SECONDS = 0.05


@dataclass
class StubRemote:
    """`answer` is sent to every request; `bodies` are what came, with `cookies`, from `callers`.

    A caller is the other end of a connection.

    `is_silent`: it takes the request and says nothing. `drips`: it sends a byte now and then.
    """

    answer: bytes = b"{}"
    status: int = 200
    is_silent: bool = False
    drips: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    cookies: list[str | None] = field(default_factory=list)
    callers: list[int] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def stub_remote() -> Iterator[StubRemote]:
    """A remote on a port of its own until the end of the block."""
    remote = StubRemote()
    ended = threading.Event()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            remote.paths.append(self.path)
            remote.cookies.append(self.headers.get("Cookie"))
            remote.callers.append(self.client_address[1])
            remote.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            body = remote.answers.pop(0) if remote.answers else remote.answer
            if remote.is_silent:
                ended.wait()
            self.send_response(remote.status)
            for name, value in remote.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.send_slowly(body)

        def send_slowly(self, body: bytes) -> None:
            if not remote.drips:
                self.wfile.write(body)
                return
            for position in range(len(body)):
                self.wfile.write(body[position : position + 1])
                if ended.wait(DRIP_SECONDS):
                    return

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        remote.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield remote
        finally:
            ended.set()
            server.shutdown()
