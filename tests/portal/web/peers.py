"""Peers that speak HTTP byte by byte, as slowly as a test wants."""

import contextlib
import http.client
import json
import socket
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from portal.web.limits import MIB, Limits
from portal.web.process import allow_many_connections

ANSWER_SECONDS = 60.0
KNOWN = "Bearer known"
# Of this sender the application can't tell whether it is known.
UNTOLD = "Bearer untold"
THREADS = 2
LIMITS = Limits(
    idle_seconds=1.5,
    window_seconds=3,
    window_bytes=64 * 1024,
    stranger_seconds=4,
    stranger_bytes=2 * MIB,
    body_bytes=64 * MIB,
    spooled_bytes=128 * MIB,
    spooled_bytes_per_address=96 * MIB,
    unfinished_per_address=20,
    response_stall_seconds=2,
    free_disk_bytes=256 * MIB,
)


@dataclass(frozen=True)
class Server:
    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        address: str = "127.0.0.1",
    ) -> tuple[int, bytes]:
        """One request on a connection of its own, sent at once."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=ANSWER_SECONDS, source_address=(address, 0)
        )
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()

    def echo(self, method: str, body: Any, **headers: str) -> dict[str, Any]:
        """What the application saw of a request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, answer = self.request(method, "/echo", body, named)
        assert status == 200, answer
        report: dict[str, Any] = json.loads(answer)
        return report

    @contextlib.contextmanager
    def peer(self, address: str = "127.0.0.1") -> Iterator["Peer"]:
        peer = Peer(self.port, address)
        with contextlib.closing(peer):
            yield peer


@contextlib.contextmanager
def slow_bodies(
    portal: "HasUrl", paths: Sequence[str], address: str = "127.0.0.2"
) -> Iterator[list["Peer"]]:
    """A connection for each path, on which a POST has brought one byte of a thousand."""
    allow_many_connections()
    with contextlib.ExitStack() as stack:
        peers = []
        for path in paths:
            peer = Peer(int(portal.url.rpartition(":")[2]), address)
            peers.append(stack.enter_context(contextlib.closing(peer)))
            peer.send_head("POST", path, Content_Length=1000)
            peer.send(b"x")
        yield peers


class HasUrl(Protocol):
    @property
    def url(self) -> str: ...


class Peer:
    """A connection whose bytes a test sends and reads itself."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.socket = socket.socket()
        # A small window: what isn't read stays with the server.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(ANSWER_SECONDS)
        self.socket.bind((address, 0))
        self.socket.connect(("127.0.0.1", port))

    def send_head(self, method: str, path: str, **headers: object) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: portal"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join((*lines, "", "")).encode())

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def status(self) -> int:
        """The status of the answer, waited for; 0 when the connection ends without one."""
        data = b""
        with contextlib.suppress(ConnectionResetError):
            while b"\r\n" not in data and (block := self.socket.recv(65536)):
                data += block
        return int(data.split(b" ", 2)[1]) if data else 0

    def is_answered(self) -> bool:
        """Whether an answer, or the end of the connection, is there already."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        finally:
            self.socket.settimeout(ANSWER_SECONDS)
        return True

    def close(self) -> None:
        self.socket.close()
