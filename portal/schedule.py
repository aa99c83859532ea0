"""What the scheduler asks for, and how often. Two schedulers do no harm."""

from typing import Any

from jobs import ticks as periodic


def ticks(*, hot_seconds: int, histories_seconds: int) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule. All of it is short work that looks what is due."""
    return {
        "sweep": _tick("jobs.sweep", 2),
        "tick": _tick("mirror.tick", hot_seconds),
        "histories": _tick("projects.tick", histories_seconds),
        "prune jobs": _tick("jobs.prune", 3600),
        "prune passes": _tick("mirror.prune", 3600),
        "uploads": _tick("buckets.tidy_uploads", 20),
    }


def _tick(task: str, seconds: int) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": periodic.every(seconds),
        "options": periodic.options(seconds),
    }
