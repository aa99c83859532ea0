"""Has new callbacks taken up by a thread of this process, so that none waits for it."""

from jobs.bell import Bell
from scanning.callbacks.taking_up import take_up

# What it leaves undone, the scheduler's tick takes up.
_bell = Bell("callbacks", take_up, interval=0.05)


def ring() -> None:
    """Let this process's thread take up what has arrived. Returns at once, and never fails."""
    _bell.ring()
