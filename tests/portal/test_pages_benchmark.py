"""The benchmark of the pages, in short: all servers show the same list, and the table is kept."""

from pathlib import Path

import pytest

from tests.portal.test_load_benchmarks import run_short

pytestmark = [pytest.mark.timing, pytest.mark.timeout(900)]


def test_a_bucket_s_page_is_measured_beside_django_s_admin(tmp_path: Path) -> None:
    page = run_short("pages", tmp_path / "page.md", "--files", "2000")
    assert "Queries of a page, and its size: a bucket, page 1, portal: " in page
    for case in ("a bucket, page 1", "a bucket, in its middle"):
        for way in ("portal", "admin", "admin, no middleware", "admin, plain WSGI"):
            assert f"| {case} | {way} |" in page
    assert "| Overview | portal |" in page
