"""Connections that end when their time is up.

A timeout of urllib3 is for one read: a peer that sends a byte now and then keeps it from ever
passing. So a timer shuts the socket, and whatever waits for it sees the connection end.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """Shuts the sockets it watches `seconds` after it was entered."""

    def __init__(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, self.pass_)
        self.timer.daemon = True
        self.lock = threading.Lock()
        self.watched: list[socket.socket] = []
        self.passed = False

    def __enter__(self) -> "Deadline":
        self.timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.timer.cancel()
        with self.lock:
            for each in self.watched:
                each.close()
            self.watched.clear()

    def watch(self, line: socket.socket) -> None:
        with self.lock:
            # A duplicate: TLS takes the socket itself apart, and shutting either shuts the line.
            self.watched.append(line.dup())
            if self.passed:
                self.shut()

    def pass_(self) -> None:
        with self.lock:
            self.passed = True
            self.shut()

    def shut(self) -> None:
        for each in self.watched:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class WatchedConnection(HTTPConnection):
    def __init__(self, *args: Any, deadline: Deadline, **more: Any) -> None:
        super().__init__(*args, **more)
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        line = super()._new_conn()
        self.deadline.watch(line)
        return line


class WatchedTLSConnection(WatchedConnection, HTTPSConnection):
    """Watched before the handshake, which a peer can draw out as well."""


class WatchedPool(HTTPConnectionPool):
    """Takes `deadline`, as every argument that is its connections'."""

    ConnectionCls = WatchedConnection


class WatchedTLSPool(HTTPSConnectionPool):
    ConnectionCls = WatchedTLSConnection
