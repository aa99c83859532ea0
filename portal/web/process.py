"""What a process of the web server asks of the system."""

import functools
import resource
import signal
from types import FrameType

from core.jobs import stopping

MAX_OPEN_FILES = 16_384


def allow_many_connections() -> None:
    """Let it hold thousands of slow peers: many systems allow 1,024 open files unless asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@functools.cache
def announce_stop() -> None:
    """Have SIGTERM also answer whoever waits. To be called in the loop, once granian runs it.

    asyncio is told of signals through its wakeup descriptor, and Python's own handler, which
    asyncio leaves empty, may be another one: granian's handler runs as before.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _announce)
        signal.siginterrupt(number, False)


def _announce(number: int, frame: FrameType | None) -> None:
    stopping.announced.set()
