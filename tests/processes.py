"""Real processes for tests, stopped with everything they started, even when the tests die."""

import contextlib
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import psutil

from portal.supervisor.guard import Guard, signal_group

STOP_SECONDS = 20.0


@cache
def guard() -> Guard:
    return Guard()


@contextlib.contextmanager
def running(
    *arguments: str, environment: Mapping[str, str], output: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; stopped at the end of the block, killed if it won't."""
    with output.open("ab") as log:
        process = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    guard().watch(process.pid)
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        guard().forget(process.pid)


def still_running(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended; one that ends while it is looked at has."""
    return [process for process in processes if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
