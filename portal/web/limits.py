"""How long a peer may take, and how much it may have the portal hold."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds and bytes; each process of the web server counts for itself.

    `stranger_*` is for requests without a token or session: a sign-in or a callback. Everybody's
    body must bring `window_bytes` in each window; what it brought before is no credit. An address
    above its ceiling loses its oldest unfinished requests, unless they are in their grace.
    """

    idle_seconds: float = 15
    window_seconds: float = 30
    window_bytes: int = 128 * 1024
    stranger_seconds: float = 15
    stranger_bytes: int = 2 * MIB + 64 * 1024
    body_bytes: int
    spooled_bytes: int
    spooled_bytes_per_address: int
    unfinished_per_address: int = 128
    grace_seconds: float = 1
    memory_bytes: int = 256 * 1024
    response_stall_seconds: float = 30
    response_bytes: int = 2048 * MIB
    free_disk_bytes: int


def limits_for(*, upload_max_bytes: int, free_disk_bytes: int) -> Limits:
    """The limits of a portal that takes files of that size: a form adds some fields to one."""
    body_bytes = upload_max_bytes + 2 * MIB
    return Limits(
        body_bytes=body_bytes,
        spooled_bytes=8 * body_bytes,
        spooled_bytes_per_address=4 * body_bytes,
        free_disk_bytes=free_disk_bytes,
    )
