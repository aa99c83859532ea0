"""Small writes of the web process while a worker runs passes: writes.py FOLDER BUCKET PORT PAGES.

It saves a session every twenty milliseconds, as durably as the web process does.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError  # noqa: E402

from benchmarks.mirror.passes import print_figures  # noqa: E402

PAUSE = 0.02
ALONE = 200


def main(arguments: list[str]) -> None:
    call_command("migrate", verbosity=0)
    write("alone", lambda count: count < ALONE)
    worker = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mirror.memory", *arguments],
        env=os.environ | {"SQLITE_SYNCHRONOUS": "NORMAL"},
        stdout=subprocess.DEVNULL,
    )
    try:
        write("during passes", lambda count: worker.poll() is None)
    finally:
        worker.kill()
    if worker.wait():
        raise RuntimeError("the passes did not end well")


def write(name: str, goes_on: Callable[[int], bool]) -> None:
    """Save sessions and print how long that took, in milliseconds."""
    took: list[float] = []
    failed = 0
    while goes_on(len(took)):
        began = time.perf_counter()
        try:
            SessionStore().save(must_create=True)
        except OperationalError:
            failed += 1
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    p95 = quantiles(took, n=20)[-1]
    print_figures(name, writes=len(took), failed=failed, p50=median(took), p95=p95, worst=max(took))


if __name__ == "__main__":
    main(sys.argv[1:])
