"""Request bodies that Django can read: complete, and with a Content-Length.

Some clients stream their uploads in chunks without a length, which Django reads as an empty body;
and a connection that breaks off during an upload must not look like the end of the file.
"""

import tempfile
from collections.abc import Callable
from typing import Protocol
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

BLOCK_BYTES = 256 * 1024


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class BodyBrokenOffError(OSError):
    """The client went away before the end of its body."""


class LengthCheckedBody:
    """A body of known length; raises BodyBrokenOffError where it ends early."""

    def __init__(self, stream: Readable, length: int) -> None:
        self.stream = stream
        self.remaining = length

    def read(self, size: int = -1) -> bytes:
        return self.read_with(self.stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self.read_with(self.stream.readline, size)

    def read_with(self, read: Callable[[int], bytes], size: int) -> bytes:
        length = self.remaining if size < 0 else min(size, self.remaining)
        if not length:
            return b""
        data = read(length)
        self.remaining -= len(data)
        if not data:
            raise BodyBrokenOffError("the body ended early")
        return data


def check_body_length(environ: WSGIEnvironment) -> None:
    """Raise an error when a body with a Content-Length ends early."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdigit():
        environ["wsgi.input"] = LengthCheckedBody(environ["wsgi.input"], int(length))


def limit_body(request: HttpRequest, max_bytes: int) -> None:
    """Make a body of at most `max_bytes` readable; to be called after authentication.

    A body without Content-Length is read to disk here. Raises RequestDataTooBig and
    UnreadablePostError.
    """
    meta = request.META
    if meta.get("CONTENT_LENGTH"):
        if int(meta["CONTENT_LENGTH"]) > max_bytes:
            raise RequestDataTooBig
        return
    if "chunked" not in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
        return
    spool = tempfile.TemporaryFile(dir=settings.SPOOL_DIR)  # noqa: SIM115 -- lives with the request
    size = 0
    try:
        while block := meta["wsgi.input"].read(BLOCK_BYTES):
            size += len(block)
            if size > max_bytes:
                raise RequestDataTooBig
            spool.write(block)
    except OSError as error:
        raise UnreadablePostError(*error.args) from error
    spool.seek(0)
    meta["CONTENT_LENGTH"] = str(size)
    # The stream that Django made before the length was known is empty.
    request._stream = spool
