"""Cutting a client's connection without an answer.

The web server hands no socket to the application, so the one to cut is looked up among the
process's own: of this client, with a request received and nothing sent since. A neighbour's
request that is being answered looks the same, so the cut waits until nobody but those that are
to be cut waits for an answer.
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


class Dropped(Exception):
    """Raised out of a reply's body: the server then closes the connection in mid-answer."""


# A neighbour that takes longer than this to answer leaves the cut to `Dropped`.
NEIGHBOURS_SECONDS = 5.0

_lock = threading.Lock()
_condemned: Counter[str] = Counter()


def cut(client: str) -> bool:
    """Close the connection that waits for an answer; False where it can't be told."""
    with _lock:
        _condemned[client] += 1
    try:
        return cut_one(client)
    finally:
        with _lock:
            _condemned[client] -= 1


def cut_one(client: str) -> bool:
    until = time.monotonic() + NEIGHBOURS_SECONDS
    while time.monotonic() < until:
        with _lock:
            waiting = sorted(unanswered(client))
            if not waiting:
                return False
            if len(waiting) <= _condemned[client]:
                return shut(waiting[0][1])
        time.sleep(0.005)
    return False


def shut(number: int) -> bool:
    with socket.socket(fileno=os.dup(number)) as found:
        try:
            found.shutdown(socket.SHUT_RDWR)
        except OSError:
            return False
    return True


def unanswered(client: str) -> Iterator[tuple[int, int]]:
    """(milliseconds since the request came, descriptor), for each connection that waits."""
    for number in descriptors():
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as found:
                if found.family not in (socket.AF_INET, socket.AF_INET6):
                    continue
                if found.type != socket.SOCK_STREAM or found.getpeername()[0] != client:
                    continue
                if found.getsockname()[1] != settings.ENGINE_PORT:
                    continue
                info = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
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
