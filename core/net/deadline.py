"""HTTP connections with a deadline for the whole exchange.

A timeout of urllib3 is for one read: a peer that sends a byte now and then never exceeds it. So a
timer shuts the socket down, and whatever waits for it sees the connection end.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """Shuts down the sockets it watches `seconds` after it was entered."""

    def __init__(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, self.expire)
        self.timer.daemon = True
        self.lock = threading.Lock()
        self.sockets: list[socket.socket] = []
        self.expired = False

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
            for watched in self.sockets:
                watched.close()
            self.sockets.clear()

    def watch(self, connection: socket.socket) -> None:
        with self.lock:
            # A duplicate: TLS takes over the socket itself, and shutting down either ends both.
            self.sockets.append(connection.dup())
            if self.expired:
                self.shut_down()

    def expire(self) -> None:
        with self.lock:
            self.expired = True
            self.shut_down()

    def shut_down(self) -> None:
        for watched in self.sockets:
            with contextlib.suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)


class WatchedConnection(HTTPConnection):
    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        self.deadline.watch(connection)
        return connection


class WatchedTLSConnection(WatchedConnection, HTTPSConnection):
    """Watched before the handshake, which a peer can draw out as well."""


class WatchedPool(HTTPConnectionPool):
    """Takes `deadline` and passes it to its connections, as all arguments it doesn't know."""

    ConnectionCls = WatchedConnection


class WatchedTLSPool(HTTPSConnectionPool):
    ConnectionCls = WatchedTLSConnection
