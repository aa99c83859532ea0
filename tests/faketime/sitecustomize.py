"""For processes under libfaketime, by PYTHONPATH: a `time.sleep` that it doesn't break.

Debian's 0.9.10, told to leave the steady clock alone, fails each sleep of Python 3.11 and later
(wolfcw/libfaketime, issue 426).
"""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep  # type: ignore[assignment]
