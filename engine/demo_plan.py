"""Whether the account is to be filled with the demo: known without loading what fills it."""

from pathlib import Path

from django.conf import settings


def plan() -> None:
    """Note that the account about to be made is to be filled, whatever interrupts it."""
    unfinished().parent.mkdir(parents=True, exist_ok=True)
    unfinished().touch()


def unfinished() -> Path:
    """There while the filling is planned or under way."""
    return Path(settings.DEMO_DIR) / "unfinished"
