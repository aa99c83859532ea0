"""Work that a thread does beside the caller, so that hashing and flushing don't wait in turn."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec

P = ParamSpec("P")


class Beside:
    """One call at a time: the caller goes on at once, and waits only for the call before."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._running: Future[object] | None = None

    def begin(self, call: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Wait for the call before, and begin this one. Raises what the one before raised."""
        self.finish()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "upload-beside")
        self._running = self._thread.submit(call, *args, **kwargs)

    def finish(self) -> None:
        """Wait for the last call. Raises what it raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def close(self) -> None:
        """End the thread, once its call has ended. Raises nothing."""
        if self._thread is not None:
            self._thread.shutdown()
