"""Other users of the machine can't read the portal's data."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.test_settings import read


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The settings change that of this process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_and_what_is_made_in_it_are_closed(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    read("PORT", folder)
    (folder / "portal.sqlite3").touch()
    (folder / "made later").mkdir()

    assert mode(folder) == 0o700
    assert [mode(path) & 0o077 for path in folder.iterdir()] == [0, 0, 0]


def test_a_folder_of_an_earlier_version_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    read("PORT", folder)
    folder.chmod(0o755)

    read("PORT", folder)

    assert mode(folder) == 0o700


@pytest.mark.parametrize("mode_before", [0o755, 0o1777])
def test_a_folder_that_others_use_is_refused_and_left_as_it_is(
    tmp_path: Path, mode_before: int
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "something else").touch()
    folder.chmod(mode_before)

    error = read("PORT", folder)

    assert "is open to other users" in error
    assert mode(folder) == mode_before


def test_a_closed_folder_may_hold_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    tmp_path.chmod(0o700)

    assert read("PORT", tmp_path) == "8000"
