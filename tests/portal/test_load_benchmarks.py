"""The benchmarks over HTTP, in short: all servers are started and asked, and the table is kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.floors import check_floors

pytestmark = [pytest.mark.timing, pytest.mark.timeout(1800)]

DOCS = "docs/gateway-and-callbacks.md"
# Medians of three: a single round of 0.2 s may meet something else.
SHORT = ("--rounds", "3", "--seconds", "0.2")


def run_short(package: str, kept: Path, *options: str) -> str:
    kept.write_text(f"before\n<!-- {package}, SQLite -->\nolder\n<!-- /{package}, SQLite -->\n")
    command = ("-m", f"benchmarks.{package}", *SHORT, *options, "--write", str(kept))
    subprocess.run([sys.executable, *command], check=True, timeout=840, capture_output=True)
    page = kept.read_text()
    assert page.startswith("before\n")
    assert page.endswith(f"<!-- /{package}, SQLite -->\n")
    assert "older" not in page
    assert "The generator used at most" in page
    return page


def test_the_gateway_is_measured_beside_rest_framework(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_floors(
        lambda: measured_gateway(tmp_path / "page.md"),
        capsys,
        docs=DOCS,
        name="gateway, SQLite",
        # How deep a page is depends on the list's length, and /healthz compares nothing.
        rows=["page 1 |", "page 1, unchanged |", "one file |"],
    )


def measured_gateway(kept: Path) -> str:
    # As many as in the docs: the peer counts them for each page.
    page = run_short("gateway", kept, "--files", "100000")
    assert "Queries, with those of the token: gateway page" in page
    for case in ("page 1", "page 1, unchanged", "deep pages", "one file", "/healthz"):
        for way in ("gateway", "rest", "rest, no middleware", "rest, plain WSGI"):
            assert f"| {case} | {way} |" in page
    return page


def test_callbacks_are_measured_beside_one_insert(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_floors(
        lambda: measured_callbacks(tmp_path / "page.md"),
        capsys,
        docs=DOCS,
        name="callbacks, SQLite",
        rows=["2 KB", "200 KB"],
    )


def measured_callbacks(kept: Path) -> str:
    page = run_short("callbacks", kept)
    for size in ("2 KB", "200 KB"):
        for case in ("1 connection, kept", "64 connections, new each time"):
            for way in ("portal", "one INSERT", "one INSERT, no middleware"):
                assert f"| {size}, {case} | {way} |" in page
    assert "| one by one: 10 |" in page
    assert "| 50 a second for 0.2 s: 10 |" in page
    return page
