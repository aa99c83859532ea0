"""The benchmarks of uploads and of identifying, in short, with bounds that a slow machine keeps."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.floors import check_floors

pytestmark = [pytest.mark.timing, pytest.mark.timeout(900)]

DOCS = "docs/uploads-and-identify.md"
# A size of the docs' table: of a small file the time is what each file costs.
MEGABYTES = 200


@pytest.fixture
def peer(pytestconfig: pytest.Config) -> Path:
    """Where requests-toolbelt is installed, once for this checkout."""
    return pytestconfig.cache.mkdir("upload-peer")


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


def test_uploads_go_through_in_little_memory(
    tmp_path: Path, peer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_floors(
        lambda: measured_uploads(tmp_path / "page.md", peer),
        capsys,
        docs=DOCS,
        name="upload, SQLite",
        rows=[f"{MEGABYTES} MB"],
    )


def measured_uploads(kept: Path, peer: Path) -> str:
    sizes = ("--megabytes", str(MEGABYTES), "--small", "60")
    page = report_of("upload", kept, *sizes, "--rounds", "3", "--peer", str(peer))
    for way in ("gateway", "tus"):
        speed, _, web, worker = row(page, f"{MEGABYTES} MB", way)
        assert speed > 5, page
        assert web < 32, page
        assert worker < 32, page
    per_second, *_ = row(page, "60 of 20 KB", "gateway, 16 at once")
    assert per_second > 2, page
    return page


def test_identifying_adds_little_and_nobody_queues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_floors(
        lambda: measured_identifying(tmp_path / "page.md"),
        capsys,
        docs=DOCS,
        name="identify, SQLite",
        # What has to be decoded waits for a process.
        rows=["WAV, 188 KB", "WAV, 938 KB", "MP3"],
    )


def measured_identifying(kept: Path) -> str:
    page = report_of("identify", kept, "--asked", "15", "--rounds", "3")
    one_by_one, at_once = page.split("Seconds until 16")
    for sample in ("WAV, 188 KB", "WAV, 938 KB", "MP3"):
        _, *added = row(one_by_one, sample)
        assert max(added) < 200, page
        _, *taken = row(at_once, sample)
        assert max(taken) < 8, page
    return page
