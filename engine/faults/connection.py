"""Cutting a client's connection without an answer.

The web server hands no socket to the application, so the one to cut is looked up among the
process's own: of this client, with a request received and nothing sent since. Another request of
the same client that is being answered looks the same, so the cut waits until only requests that are
to be cut are unanswered.
"""

import os
import socket
import stat
import threading
import time
from collections import Counter
from collections.abc import Iterator

from django.conf import settings

# struct tcp_info of linux/tcp.h: the state and seven more bytes, then 32-bit counters.
OPEN_STATES = (1, 8)  # established, and half-closed by a client that still reads
LAST_DATA_SENT, LAST_DATA_RECEIVED = 8 + 4 * 9, 8 + 4 * 11


class ConnectionDroppedError(Exception):
    """Raised out of a reply's body: the server then closes the connection in mid-answer."""


# Where another request takes longer, the reply is cut off by ConnectionDroppedError instead.
OTHERS_TIMEOUT = 5.0

_lock = threading.Lock()
_pending_cuts: Counter[str] = Counter()


def cut_connection(client: str) -> bool:
    """Close the client's unanswered connection; False where it can't be identified."""
    with _lock:
        _pending_cuts[client] += 1
    try:
        return cut_longest_waiting(client)
    finally:
        with _lock:
            _pending_cuts[client] -= 1


def cut_longest_waiting(client: str) -> bool:
    until = time.monotonic() + OTHERS_TIMEOUT
    while time.monotonic() < until:
        with _lock:
            waiting = sorted(unanswered_connections(client))
            if not waiting:
                return False
            if len(waiting) <= _pending_cuts[client]:
                return shut_down(waiting[0][1])
        time.sleep(0.005)
    return False


def shut_down(number: int) -> bool:
    with socket.socket(fileno=os.dup(number)) as connection:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return False
    return True


def unanswered_connections(client: str) -> Iterator[tuple[int, int]]:
    """(milliseconds since the request came, descriptor) of each unanswered connection."""
    for number in descriptors():
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as connection:
                if connection.family not in (socket.AF_INET, socket.AF_INET6):
                    continue
                if connection.type != socket.SOCK_STREAM or connection.getpeername()[0] != client:
                    continue
                if connection.getsockname()[1] != settings.ENGINE_PORT:
                    continue
                info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
        except (OSError, AttributeError):
            continue
        if info[0] not in OPEN_STATES:
            continue
        sent = int.from_bytes(info[LAST_DATA_SENT : LAST_DATA_SENT + 4], "little")
        received = int.from_bytes(info[LAST_DATA_RECEIVED : LAST_DATA_RECEIVED + 4], "little")
        if sent >= received:
            yield received, number


def descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return [int(name) for name in os.listdir(folder) if name.isdigit()]
    return []
