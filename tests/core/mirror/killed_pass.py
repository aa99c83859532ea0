"""Runs a pass's job, and kills its own process at a statement: killed_pass.py JOB WHEN TEXT NTH.

WHEN is `before` or `after`: the NTH statement with TEXT in it is the last that is not, or that is
executed. Nothing is committed after it.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from core.jobs import tasks  # noqa: E402
from core.mirror.schema import late_indexes  # noqa: E402


def main(job: int, when: str, text: str, nth: int) -> None:
    met = count(1)

    def kill_there(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
        is_there = text in sql and next(met) == nth
        if is_there and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        executed = execute(sql, *how)
        if is_there:
            os.kill(os.getpid(), signal.SIGKILL)
        return executed

    late_indexes.MIN_ROWS = 1
    with connection.execute_wrapper(kill_there):
        tasks.run(job)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
