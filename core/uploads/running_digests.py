"""The SHA-256 of files that come in chunks, as far as this process has seen them in order.

A digest that has begun can't be stored. So it is known at the last chunk when all of them came to
one process, as on one connection; otherwise the worker computes it (`digesting.py`).
"""

import hashlib
import threading
from collections import OrderedDict
from typing import Any

MAX_KEPT = 256


class RunningDigests:
    """By the file's name in the spool, with the bytes that each has so far. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = OrderedDict[str, tuple[int, Any]]()

    def take(self, name: str, offset: int) -> Any:
        """The digest of the first `offset` bytes, for the caller alone; None when it isn't here."""
        with self._lock:
            has, digest = self._kept.pop(name, (0, None))
        if offset == 0:
            return hashlib.sha256()
        return digest if has == offset else None

    def keep(self, name: str, offset: int, digest: Any) -> None:
        """Keep it until the next chunk. Of too many, those that waited longest are dropped."""
        with self._lock:
            self._kept[name] = (offset, digest)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
