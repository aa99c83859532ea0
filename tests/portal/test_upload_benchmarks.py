"""The benchmarks of uploads and of identifying, in short, with bounds that a slow machine keeps."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.timing, pytest.mark.timeout(400)]


def report_of(package: str, kept: Path, *options: str) -> str:
    kept.write_text(f"before\n<!-- {package}, SQLite -->\nolder\n<!-- /{package}, SQLite -->\n")
    command = ("-m", f"benchmarks.{package}", *options, "--write", str(kept))
    subprocess.run([sys.executable, *command], check=True, timeout=360, capture_output=True)
    page = kept.read_text()
    assert page.startswith("before\n")
    assert "older" not in page
    return page


def row(page: str, *names: str) -> list[float]:
    """The numbers behind these names in the table."""
    begin = "".join(rf"\| {re.escape(name)} " for name in names)
    found = re.search(begin + r"\|(.*)\|", page)
    assert found, page
    return [float(number.replace(",", "")) for number in re.findall(r"[\d,]*\.?\d+", found[1])]


def test_uploads_go_through_in_little_memory(tmp_path: Path) -> None:
    page = report_of(
        "upload", tmp_path / "page.md", "--megabytes", "64", "--small", "60", "--rounds", "1"
    )
    for way in ("gateway", "tus"):
        speed, web, worker = row(page, "64 MB", way)
        assert speed > 5, page
        assert web < 32, page
        assert worker < 32, page
    per_second, *_ = row(page, "60 of 20 KB", "gateway, 16 at once")
    assert per_second > 2, page


def test_identifying_adds_little_and_nobody_queues(tmp_path: Path) -> None:
    page = report_of("identify", tmp_path / "page.md", "--asked", "9", "--rounds", "1")
    one_by_one, at_once = page.split("Seconds until 16")
    for sample in ("WAV, 188 KB", "WAV, 938 KB", "MP3"):
        _, *added = row(one_by_one, sample)
        assert max(added) < 200, page
        _, *taken = row(at_once, sample)
        assert max(taken) < 8, page
