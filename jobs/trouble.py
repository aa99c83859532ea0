"""What went wrong with a job, as one line for its page and for the log."""

from django.db import InterfaceError, OperationalError

from clients.errors import RemoteError

# Nobody's mistake: the disk is full, a server went away, the remote fails. No trace is needed.
FROM_OUTSIDE = (RemoteError, OperationalError, InterfaceError)


def trouble(error: Exception) -> str:
    said = str(error).strip().splitlines()
    first = said[0] if said else type(error).__name__
    if isinstance(error, RemoteError):
        return first
    if isinstance(error, (OperationalError, InterfaceError)):
        return f"The database failed: {first}."
    return f"{type(error).__name__}: {error}"
