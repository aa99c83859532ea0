"""The benchmark of passes, in short: they come as close to their limits as the docs say."""

import subprocess
import sys

import pytest

from tests.floors import check_floors

pytestmark = [pytest.mark.timing, pytest.mark.timeout(900)]

# Without the peer, which takes minutes to install.
SHORT = ("--only", "speed", "--files", "30000", "--rounds", "3", "--peer-objects", "0")


def test_passes_come_as_close_to_their_limits_as_the_docs_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check_floors(
        measured,
        capsys,
        docs="docs/limits.md",
        name="measured",
        # In a shorter list the others are a matter of what a pass or a rebuild costs by itself.
        rows=["first pass, of the driver", "pass, unchanged"],
    )


def measured() -> str:
    command = [sys.executable, "-m", "benchmarks.mirror", *SHORT]
    finished = subprocess.run(command, check=True, timeout=420, capture_output=True, text=True)
    for label in ("first pass, of the driver's upsert", "queries a page, first pass"):
        assert f"| {label} | " in finished.stdout
    return finished.stdout
