"""The engine's folder: made here, and refused when another version made it."""

import contextlib
import sqlite3
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from engine.commands import Stop

# Raised when the layout of the folder changes in a way that migrations can't carry over.
VERSION = "1"
STALE_SECONDS = 24 * 3600


class Misfit(Stop):
    """What lies in the folder was not made by this version of the engine."""


def ensure() -> None:
    """Create or upgrade the folder and its database.

    Raises Misfit, having touched nothing, when the state there doesn't fit.
    """
    folder = Path(settings.ENGINE_DIR)
    new = not database().exists()
    if not new:
        fit()
    for place in (folder, settings.FILES_DIR, settings.SPOOL_DIR, settings.DEMO_DIR):
        Path(place).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # The mark comes first: a making that is interrupted goes on at the next start.
    mark().write_text(VERSION)
    if new or behind():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def fit() -> None:
    """Raise Misfit unless this version of the engine can read what is there."""
    if not database().exists():
        raise Misfit(f"{settings.ENGINE_DIR} is not prepared yet: `python -m engine prepare`")
    found = mark().read_text().strip() if mark().exists() else "unknown"
    if found != VERSION:
        raise Misfit(
            f"{settings.ENGINE_DIR} holds state of version {found}, this engine reads version "
            f"{VERSION}. Point DATA_DIR elsewhere, or remove that folder to start anew."
        )
    try:
        applied = applied_migrations()
    except sqlite3.DatabaseError as error:
        raise Misfit(f"{database()} is not a database this engine can read: {error}.") from None
    unknown = applied - known_migrations()
    if unknown:
        raise Misfit(
            f"{database()} was written by a newer engine (it knows {min(unknown)}). "
            "Use that version, or point DATA_DIR elsewhere."
        )


def ready() -> None:
    """Raise Misfit unless the folder is made, fits, and is up to date."""
    fit()
    if behind():
        raise Misfit(f"{database()} is of an older engine: `python -m engine prepare` upgrades it")


def behind() -> bool:
    return bool(known_migrations() - applied_migrations())


def database() -> Path:
    return Path(settings.ENGINE_DIR) / "engine.sqlite3"


def mark() -> Path:
    return Path(settings.ENGINE_DIR) / "version"


def known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {name for app, name in loader.disk_migrations if app == "engine"}


def applied_migrations() -> set[str]:
    link = sqlite3.connect(f"file:{database()}?mode=ro", uri=True)
    try:
        tables = link.execute("SELECT name FROM sqlite_master WHERE name = 'django_migrations'")
        if tables.fetchone() is None:
            return set()
        return {row[0] for row in link.execute("SELECT name FROM django_migrations")}
    finally:
        link.close()


def sweep_spool() -> None:
    """Drop what earlier runs left half uploaded; a running engine keeps its own."""
    for path in Path(settings.SPOOL_DIR).iterdir():
        # A running engine may take its own away meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink()
