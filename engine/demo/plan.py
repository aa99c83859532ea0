"""Whether the account is to be filled with the demo, known without loading numpy."""

from pathlib import Path

from django.conf import settings

LAID_OUT = "laid out"


def plan_demo() -> None:
    """Mark the account that will be created to be filled, even after an interruption."""
    unfinished_mark().parent.mkdir(parents=True, exist_ok=True)
    unfinished_mark().touch()


def unfinished_mark() -> Path:
    """Exists while the account is to be filled."""
    return Path(settings.DEMO_DIR) / "unfinished"


def is_laid_out() -> bool:
    """The rows were made once: what somebody has deleted since is not made again."""
    return unfinished_mark().read_text() == LAID_OUT


def mark_laid_out() -> None:
    unfinished_mark().write_text(LAID_OUT)
