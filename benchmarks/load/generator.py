"""Sends what a plan on standard input says, and prints what it measured. One thread, raw sockets.

Nothing is parsed but the status and the length of an answer, so that one core sends far more
than the server answers.
"""

import gc
import itertools
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import orjson

from benchmarks.load.plan import UNIQUE, Measured, Plan

RECEIVED_BYTES = 262_144
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Load:
    """All connections of a plan, and what became of their requests."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.selector = selectors.DefaultSelector()
        self.requests = _requests(plan.requests)
        self.measured_from = time.perf_counter() + plan.warm_up_seconds
        self.until = self.measured_from + plan.seconds
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []

    def run(self) -> Measured:
        cpu = 0.0
        for _ in range(self.plan.connections):
            Connection(self).open()
        while self.selector.get_map():
            for key, _ in self.selector.select(1.0):
                key.data.proceed()
            if not cpu and time.perf_counter() >= self.measured_from:
                cpu = time.process_time()
        seconds = time.perf_counter() - self.measured_from
        latencies = sorted(self.latencies) or [0.0]
        return Measured(
            per_second=len(self.latencies) / self.plan.seconds,
            p50=latencies[len(latencies) // 2] * 1000,
            p99=latencies[len(latencies) * 99 // 100] * 1000,
            statuses=dict(self.statuses),
            cpu=(time.process_time() - cpu) / seconds,
        )

    def note(self, status: str, began: float, now: float) -> bool:
        """Count an answer; returns whether to go on."""
        self.statuses[status] += 1
        if self.measured_from <= now < self.until:
            self.latencies.append(now - began)
        return now < self.until


class Connection:
    """One connection at a time, which sends a request and waits for the answer to it."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._received = bytearray()
        self._unsent = memoryview(b"")
        self._began = 0.0

    def open(self) -> None:
        self._began = time.perf_counter()
        self._socket = socket.socket()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.connect_ex(("127.0.0.1", self._load.plan.port))
        self._unsent = memoryview(next(self._load.requests))
        self._load.selector.register(self._socket, selectors.EVENT_WRITE, self)

    def proceed(self) -> None:
        """Send or read as much as goes."""
        try:
            self._send() if self._unsent else self._receive()
        except ConnectionError:
            self._end("0")

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except BlockingIOError:
            self._load.selector.modify(self._socket, selectors.EVENT_WRITE, self)
            return
        wanted = selectors.EVENT_WRITE if self._unsent else selectors.EVENT_READ
        if self._load.selector.get_key(self._socket).events != wanted:
            self._load.selector.modify(self._socket, wanted, self)

    def _receive(self) -> None:
        received = self._socket.recv(RECEIVED_BYTES)
        self._received += received
        if not received:
            self._end("0")
        elif _is_whole(self._received):
            self._end(self._received[9:12].decode())

    def _end(self, status: str) -> None:
        goes_on = self._load.note(status, self._began, time.perf_counter())
        self._received.clear()
        if goes_on and self._load.plan.keeps_alive and status != "0":
            self._began = time.perf_counter()
            self._unsent = memoryview(next(self._load.requests))
            self._send()
            return
        self._load.selector.unregister(self._socket)
        self._socket.close()
        if goes_on:
            self.open()


def _is_whole(answer: bytearray) -> bool:
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = LENGTH.search(answer, 0, end)
    if length is None:
        return answer.endswith(LAST_CHUNK) or answer.startswith(b"HTTP/1.1 304")
    return len(answer) >= end + 4 + int(length[1])


def _requests(texts: list[str]) -> Iterator[bytes]:
    """The requests in turn without an end, each with a UUID of its own where it has a place."""
    parts = [text.encode().split(UNIQUE.encode()) for text in texts]
    for number, around in enumerate(itertools.cycle(parts)):
        yield (f"c7331194-ccbe-4c3f-8e82-{number:012x}".encode()).join(around)


def main() -> None:
    load = Load(Plan(**orjson.loads(sys.stdin.buffer.read())))
    gc.disable()
    sys.stdout.buffer.write(orjson.dumps(asdict(load.run())))


if __name__ == "__main__":
    main()
