"""Static files are collected when one of them changed, and only then."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finder
from pytest_django import Settings

from portal.supervisor import prepare


def forget_finders() -> None:
    """Django keeps each finder as the settings were when it was first asked for."""
    cached: Any = get_finder
    cached.cache_clear()


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "page.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    forget_finders()
    yield folder
    forget_finders()


def collected(settings: Settings) -> set[str]:
    return {path.name for path in Path(settings.STATIC_ROOT).iterdir()} - {prepare.STATIC_STAMP}


def test_an_unchanged_tree_is_left_alone(source: Path, settings: Settings) -> None:
    prepare.collect_static()
    (Path(settings.STATIC_ROOT) / "page.css").unlink()

    prepare.collect_static()

    assert collected(settings) == set()


def test_a_change_an_addition_and_a_removal_are_collected(source: Path, settings: Settings) -> None:
    prepare.collect_static()
    assert collected(settings) == {"page.css"}

    (source / "page.css").write_text("a { color: red }")
    (source / "new.css").write_text("")
    prepare.collect_static()
    assert collected(settings) == {"page.css", "new.css"}
    assert "red" in (Path(settings.STATIC_ROOT) / "page.css").read_text()

    (source / "page.css").unlink()
    prepare.collect_static()
    assert collected(settings) == {"new.css"}


def test_an_interrupted_collection_is_done_again(
    source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(prepare, "call_command", interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare.collect_static()

    prepare.collect_static()

    assert collected(settings) == {"page.css"}
