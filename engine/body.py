"""Request bodies as Django takes them: of a stated length, and whole.

Some clients stream their uploads in chunks without a length, which Django reads as an empty body;
and a connection that breaks off in mid-upload must not look like the end of the file.
"""

import tempfile
from collections.abc import Callable
from typing import Protocol
from wsgiref.types import WSGIEnvironment

from django.conf import settings

MOST_CHUNKED = 4 * 1024**3
BLOCK = 256 * 1024


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class BrokenOff(OSError):
    """The client went away before the end of its body."""


class Whole:
    """A body of known length; raises BrokenOff where it ends before that."""

    def __init__(self, stream: Readable, length: int) -> None:
        self.stream = stream
        self.left = length

    def read(self, size: int = -1) -> bytes:
        return self.taken(self.stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self.taken(self.stream.readline, size)

    def taken(self, read: Callable[[int], bytes], size: int) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        if not wanted:
            return b""
        data = read(wanted)
        self.left -= len(data)
        if not data:
            raise BrokenOff("the body ended early")
        return data


def made_readable(environ: WSGIEnvironment) -> Callable[[], None]:
    """Prepare the body of a request; call what is answered when the request is over."""
    length = environ.get("CONTENT_LENGTH")
    if length:
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return nothing
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return nothing
    spool = tempfile.TemporaryFile(dir=settings.SPOOL_DIR)  # noqa: SIM115 -- closed by the answer
    size = 0
    while size < MOST_CHUNKED and (block := environ["wsgi.input"].read(BLOCK)):
        spool.write(block)
        size += len(block)
    spool.seek(0)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = spool, str(size)
    return spool.close


def nothing() -> None:
    pass
