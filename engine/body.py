"""Request bodies as Django takes them: of a stated length, and whole.

Some clients stream their uploads in chunks without a length, which Django reads as an empty body;
and a connection that breaks off in mid-upload must not look like the end of the file.
"""

import tempfile
from collections.abc import Callable
from typing import Protocol
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

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


def guarded(environ: WSGIEnvironment) -> None:
    """Let a body of stated length that ends early say so."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdigit():
        environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))


def admit(request: HttpRequest, most: int) -> None:
    """Make a body readable that has at most so many bytes; belongs after the sender is known.

    One without a stated length is read here, to the disk, and has its length then. Raises
    RequestDataTooBig and UnreadablePostError.
    """
    meta = request.META
    if meta.get("CONTENT_LENGTH"):
        if int(meta["CONTENT_LENGTH"]) > most:
            raise RequestDataTooBig
        return
    if "chunked" not in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
        return
    spool = tempfile.TemporaryFile(dir=settings.SPOOL_DIR)  # noqa: SIM115 -- lives with the request
    size = 0
    try:
        while block := meta["wsgi.input"].read(BLOCK):
            size += len(block)
            if size > most:
                raise RequestDataTooBig
            spool.write(block)
    except OSError as error:
        raise UnreadablePostError(*error.args) from error
    spool.seek(0)
    meta["CONTENT_LENGTH"] = str(size)
    # Django made its own stream, an empty one, when the length was not known yet.
    request._stream = spool
