"""The benchmark of lists, in short: it asks everybody everything, and keeps what it saw."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.floors import check_floors

pytestmark = [pytest.mark.timing, pytest.mark.timeout(700)]

WAYS = ("page", "gateway", "admin")


def test_it_measures_ours_beside_the_peers_and_writes_that_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_floors(
        lambda: measured(tmp_path / "page.md"),
        capsys,
        docs="docs/lists-at-a-million.md",
        name="SQLite",
        # All others are a matter of the list's length.
        rows=["next page, deep |"],
    )


def measured(kept: Path) -> str:
    kept.write_text("before\n<!-- SQLite -->\nolder figures\n<!-- /SQLite -->\nafter\n")
    command = ("-m", "benchmarks.lists", "--files", "2000", "--rounds", "3", "--write", str(kept))
    subprocess.run([sys.executable, *command], check=True, timeout=300, capture_output=True)
    page = kept.read_text()
    assert page.startswith("before\n")
    assert page.endswith("<!-- /SQLite -->\nafter\n")
    assert "older figures" not in page
    assert "A new row costs" in page
    for question in ("page 1", "rare term", "rare pair", "common term", "common among the oldest"):
        for way in WAYS:
            assert f"| {question} | {way} |" in page
    assert "| cold jump to page 20 | gateway |" in page
    return page
