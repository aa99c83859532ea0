"""Reading the body of a callback within limits, whatever the sender does."""

import time
from typing import IO

from django.http import HttpRequest

MOST_BYTES = 2 * 1024 * 1024
PATIENCE_SECONDS = 30.0
BLOCK = 64 * 1024


class TooLarge(Exception):
    """More than MOST_BYTES are announced, or came."""


class TooSlow(Exception):
    """The body was not there after PATIENCE_SECONDS: its sender has long given up."""


def read(request: HttpRequest) -> bytes:
    """The whole body. Raises TooLarge before reading more than it must, TooSlow, and OSError."""
    announced = _announced(request)
    if announced is not None and announced > MOST_BYTES:
        raise TooLarge
    # Without an announced length Django takes the body for empty; the server ends it by itself.
    is_chunked = announced is None and request.META.get("HTTP_TRANSFER_ENCODING")
    stream: IO[bytes] = request.META["wsgi.input"] if is_chunked else request  # type: ignore[assignment]
    body, deadline = bytearray(), time.monotonic() + PATIENCE_SECONDS
    while block := stream.read(BLOCK):
        body += block
        if len(body) > MOST_BYTES:
            raise TooLarge
        if time.monotonic() > deadline:
            raise TooSlow
    return bytes(body)


def _announced(request: HttpRequest) -> int | None:
    try:
        return int(request.META.get("CONTENT_LENGTH") or "")
    except ValueError:
        return None
