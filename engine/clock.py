"""The engine's time: UTC; whole seconds in replies, as in the Console API."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, to the microsecond, for leases and due times."""
    return datetime.now(UTC)


def stamp() -> datetime:
    """The present second, for created_at and updated_at."""
    return now().replace(microsecond=0)
