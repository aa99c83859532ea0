"""How a run of a job can end, other than by returning (done) or by any other exception (retry)."""

from datetime import timedelta


class Cancelled(Exception):
    """A person asked for the job to stop."""


class LeaseLost(Exception):
    """Another worker has taken the job over: this one must leave it alone."""


class Failed(Exception):
    """Trying again would not help. The message is for the person who reads the job's page."""


class TryLater(Exception):
    """Not now. The attempt doesn't count; the message says what is being waited for."""

    def __init__(self, message: str, *, after: timedelta) -> None:
        super().__init__(message)
        self.after = after
