"""How much memory single processes take while something runs."""

import contextlib
import threading
from collections.abc import Iterator

from tests.stack import Portal

EVERY_SECONDS = 0.02


class Peaks:
    """The most that one process of a kind took over what it had in the beginning, in bytes."""

    def __init__(self, portal: Portal) -> None:
        web, worker = portal.process("web"), portal.process("bulk")
        self._processes = {"web": web.children(recursive=True), "worker": [worker]}
        self._idle = {
            process.pid: process.memory_info().rss
            for processes in self._processes.values()
            for process in processes
        }
        self.grown = dict.fromkeys(self._processes, 0)

    def look(self) -> None:
        for name, processes in self._processes.items():
            for process in processes:
                more = process.memory_info().rss - self._idle[process.pid]
                self.grown[name] = max(self.grown[name], more)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(EVERY_SECONDS):
                self.look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
