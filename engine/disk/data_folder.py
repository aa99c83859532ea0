"""The engine's data folder: created here, and refused where another version created it."""

import contextlib
import sqlite3
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from engine.errors import EngineCommandError

# To be increased when the folder's layout changes in a way that migrations can't handle.
VERSION = "1"
STALE_SECONDS = 24 * 3600


class FolderMismatchError(EngineCommandError):
    """The contents of the folder don't fit this version of the engine."""


def create_or_upgrade() -> None:
    """Create or upgrade the folder and its database.

    Raises FolderMismatchError, without changing anything, where its contents don't fit.
    """
    folder = Path(settings.ENGINE_DIR)
    is_new = not database_path().exists()
    if not is_new:
        check_compatible()
    for path in (folder, settings.FILES_DIR, settings.SPOOL_DIR, settings.DEMO_DIR):
        Path(path).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # The version comes first: an interrupted creation is continued at the next start.
    version_file().write_text(VERSION)
    if is_new or needs_migration():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def check_compatible() -> None:
    """Raise FolderMismatchError unless this version of the engine can read what is there."""
    if not database_path().exists():
        raise FolderMismatchError(
            f"{settings.ENGINE_DIR} is not prepared yet: `python -m engine prepare`"
        )
    version = version_file().read_text().strip() if version_file().exists() else "unknown"
    if version != VERSION:
        raise FolderMismatchError(
            f"{settings.ENGINE_DIR} holds state of version {version}, this engine reads version "
            f"{VERSION}. Point DATA_DIR elsewhere, or remove that folder to start anew."
        )
    try:
        applied = applied_migrations()
    except sqlite3.DatabaseError as error:
        raise FolderMismatchError(
            f"{database_path()} is not a database this engine can read: {error}."
        ) from None
    unknown = applied - shipped_migrations()
    if unknown:
        raise FolderMismatchError(
            f"{database_path()} was written by a newer engine (it knows {min(unknown)}). "
            "Use that version, or point DATA_DIR elsewhere."
        )


def check_ready() -> None:
    """Raise FolderMismatchError unless the folder exists, is compatible, and is up to date."""
    check_compatible()
    if needs_migration():
        raise FolderMismatchError(
            f"{database_path()} is of an older engine: `python -m engine prepare` upgrades it"
        )


def needs_migration() -> bool:
    return bool(shipped_migrations() - applied_migrations())


def database_path() -> Path:
    return Path(settings.ENGINE_DIR) / "engine.sqlite3"


def version_file() -> Path:
    return Path(settings.ENGINE_DIR) / "version"


def shipped_migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {name for app, name in loader.disk_migrations if app == "engine"}


def applied_migrations() -> set[str]:
    connection = sqlite3.connect(f"file:{database_path()}?mode=ro", uri=True)
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE name = 'django_migrations'"
        )
        if tables.fetchone() is None:
            return set()
        return {row[0] for row in connection.execute("SELECT name FROM django_migrations")}
    finally:
        connection.close()


def delete_stale_uploads() -> None:
    """Delete unfinished uploads of earlier runs, but not those of a running engine."""
    for path in Path(settings.SPOOL_DIR).iterdir():
        # A running engine may delete its own meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink()
