"""The periodic tasks. Running two schedulers does no harm."""

from typing import Any

from core.jobs import periodic


def beat_schedule(*, hot_seconds: int, histories_seconds: int) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule. Each task is short and only looks for work that is due."""
    return {
        "sweep": _tick("jobs.sweep", 2),
        "tick": _tick("mirror.tick", hot_seconds),
        "histories": _tick("projects.tick", histories_seconds),
        "plays": _tick("plays.tick", 60),
        "prune jobs": _tick("jobs.prune", 3600),
        "prune idempotency keys": _tick("idempotency.prune", 3600),
        "prune passes": _tick("mirror.prune", 3600),
        "uploads": _tick("buckets.tidy_uploads", 20),
    }


def _tick(task: str, seconds: int) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": periodic.steady_schedule(seconds),
        "options": periodic.message_options(seconds),
    }
