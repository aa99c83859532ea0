"""The engine's time: UTC, whole seconds on the wire as the Console API shows them."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, to the microsecond, for leases and due times."""
    return datetime.now(UTC)


def stamp() -> datetime:
    """The present second, for created_at and updated_at."""
    return now().replace(microsecond=0)
