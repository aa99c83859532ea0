"""The one-command run starts, weighs and idles about as it should: bounds for any machine."""

import sys
from pathlib import Path

import pytest

from benchmarks.start.measure import measure
from benchmarks.start.report import report
from tests.engines import furnish
from tests.floors import check_floors

pytestmark = [
    pytest.mark.timing,
    pytest.mark.any_database,
    pytest.mark.timeout(400),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows what processes share"),
]

# A portal whose processes load for themselves takes 700 MB and, on two cores, 15 seconds.
MEMORY_MEGABYTES = 550
START_SECONDS = 12.0
# One that polls as the engine once did takes 4 %.
IDLE_PERCENT = 3.0
PROCESSES = {"supervisor", "guard", "broker", "web", "fast", "bulk", "scheduler", "engine"}


def test_a_second_start_is_quick_and_what_runs_is_small_and_at_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    furnish(folder, demo=True)
    check_floors(
        lambda: measured(folder),
        capsys,
        docs="docs/operations.md",
        name="start, 0 files",
        rows=["second start", "memory of all processes", "idle"],
    )


def measured(folder: Path) -> str:
    figures = measure(folder, files=0, seconds=15)

    said = report(figures, 0)
    assert {process.name for process in figures.processes} == PROCESSES | {"analysis"}, said
    assert figures.memory < MEMORY_MEGABYTES, said
    assert figures.cpu < IDLE_PERCENT, said
    assert figures.second_shown < START_SECONDS, said
    assert f"| second start, ready | ≤ 5 s | {figures.second_ready:.1f} s |" in said
    return said
