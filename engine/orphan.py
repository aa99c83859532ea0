"""A process that ends with its parent, however that one went: kill -9 leaves no time to say so."""

import os
import threading
import time

LOOK = 0.3


def end_with_parent() -> None:
    """Watch the process that started this one, from a thread of its own."""
    parent = os.getppid()
    threading.Thread(target=watch, args=(parent,), daemon=True).start()


def watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)
