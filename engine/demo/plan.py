"""Whether the account is to be filled with the demo, known without loading numpy."""

from pathlib import Path

from django.conf import settings


def plan_demo() -> None:
    """Mark the account that will be created to be filled, even after an interruption."""
    unfinished_mark().parent.mkdir(parents=True, exist_ok=True)
    unfinished_mark().touch()


def unfinished_mark() -> Path:
    """Exists while the account is to be filled."""
    return Path(settings.DEMO_DIR) / "unfinished"
