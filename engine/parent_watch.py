"""A process that exits when its parent does, even when the parent was killed by SIGKILL."""

import os
import threading
import time

POLL_SECONDS = 1.0


def end_with_parent(parent: int | None = None) -> None:
    """Watch the parent process, in a thread.

    `parent` is its id where it may have ended while this process was starting.
    """
    parent = parent or os.getppid()
    threading.Thread(target=exit_when_orphaned, args=(parent,), daemon=True).start()


def exit_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)
