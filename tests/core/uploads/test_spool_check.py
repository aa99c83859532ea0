"""A spool that can't be used is said at the start, not at the first upload."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings


def test_a_spool_that_is_no_folder_stops_the_start(settings: Settings) -> None:
    settings.SPOOL_URL = "s3://bucket/spool"
    with pytest.raises(SystemCheckError, match="SPOOL_URL must name a folder"):
        call_command("check")


def test_a_spool_in_a_place_that_is_a_file_stops_the_start(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    settings.SPOOL_URL = f"file://{tmp_path}/taken/spool"
    with pytest.raises(SystemCheckError, match="spool can’t be used"):
        call_command("check")


def test_a_folder_is_made_for_nobody_else_to_read(settings: Settings, tmp_path: Path) -> None:
    settings.SPOOL_URL = f"file://{tmp_path}/new"
    call_command("check")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
