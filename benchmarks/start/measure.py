"""The measurements: two starts, and the processes at rest."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.start.portal import Place, Started, started
from tests.waiting import eventually

MEGABYTE = 1024 * 1024
SETTLE_SECONDS = 1800.0
# After the last job, for what is done only once: such as pools of threads that fill.
REST_SECONDS = 10.0
PAGES = ("", "buckets/", "scanning/", "projects/", "jobs/", "sync/", "search/?q=the")
ROUNDS = 4


@dataclass(frozen=True)
class ProcessFigures:
    """Memory in megabytes, shared pages divided by who shares them; CPU in percent of a core."""

    name: str
    memory: float
    cpu: float


@dataclass(frozen=True)
class Figures:
    """Seconds of the starts, None for one that was left out; the processes at rest."""

    first_ready: float | None
    demo_complete: float | None
    second_ready: float
    second_shown: float
    processes: list[ProcessFigures]

    @property
    def memory(self) -> float:
        return sum(process.memory for process in self.processes)

    @property
    def cpu(self) -> float:
        return sum(process.cpu for process in self.processes)


def measure(folder: Path, *, files: int, seconds: float) -> Figures:
    """Measure a portal in a folder. One that has an engine's content has no first start."""
    place = Place(folder)
    first_ready = demo_complete = None
    is_new = not (folder / "engine").exists()
    begun = time.monotonic()
    with started(place) as first:
        if is_new:
            first_ready = first.ready_seconds
            _await_demo(folder)
            demo_complete = time.monotonic() - begun
        _await_rest(folder)
    if files:
        _mirror_more(place, files)
    with started(place) as second:
        _look_around(place)
        _await_rest(folder)
        time.sleep(REST_SECONDS)
        processes = _at_rest(second, seconds)
    return Figures(
        first_ready, demo_complete, second.ready_seconds, second.shown_seconds, processes
    )


def _await_demo(folder: Path) -> None:
    mark = folder / "engine" / "demo" / "unfinished"
    eventually(lambda: not mark.exists(), within=SETTLE_SECONDS)


def _await_rest(folder: Path) -> None:
    """Until the mirror has every list, and no job is left."""
    eventually(lambda: _count(folder, "SELECT COUNT(*) FROM acr_bucket"), within=SETTLE_SECONDS)
    unfinished = "SELECT COUNT(*) FROM jobs_job WHERE state IN ('queued', 'running')"
    eventually(lambda: not _count(folder, unfinished), within=SETTLE_SECONDS, pause=1)


def _count(folder: Path, query: str) -> int:
    address = f"file:{folder / 'portal.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
        return int(database.execute(query).fetchone()[0])


def _mirror_more(place: Place, files: int) -> None:
    """Add a bucket of so many files to the engine's account, and have it mirrored."""
    _run(place, "-m", "engine", "generate", "--buckets", "1", "--files", str(files))
    with started(place):
        _run(place, "manage.py", "sync", "--full")
        _await_rest(place.folder)


def _run(place: Place, *arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, env=place.environment, check=True, capture_output=True)


def _look_around(place: Place) -> None:
    """Pages are loaded when they are first asked for: a portal that is used has done that."""
    for _ in range(ROUNDS):
        for path in PAGES:
            place.browser.get(f"{place.url}/{path}", timeout=30).raise_for_status()


def _at_rest(portal: Started, seconds: float) -> list[ProcessFigures]:
    begun = time.monotonic()
    before = [(process, _cpu_seconds(process)) for process in portal.processes()]
    time.sleep(seconds)
    took = time.monotonic() - begun
    return [
        ProcessFigures(
            _name_of(process),
            process.memory_full_info().pss / MEGABYTE,
            100 * (_cpu_seconds(process) - used) / took,
        )
        for process, used in before
        if process.is_running()
    ]


def _cpu_seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def _name_of(process: psutil.Process) -> str:
    """Forks of the supervisor have a name of their own, others one in their environment."""
    name = process.name()
    if name.startswith("acr-"):
        return name.removeprefix("acr-")
    return process.environ().get("ACR_PROCESS") or "supervisor"
