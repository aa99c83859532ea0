"""Waiting for what other processes and threads do."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(
    seen: Callable[[], T], *, within: float = 60.0, pause: float = 0.1, why: str = ""
) -> T:
    """Wait until something is so; returns what was seen, and fails when it isn't in time."""
    deadline = time.monotonic() + within
    while not (found := seen()):
        assert time.monotonic() < deadline, why or f"not so within {within} s"
        time.sleep(pause)
    return found
