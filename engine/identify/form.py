"""Reading an identify request the way the cloud's many clients write it.

Some send the sample without a file name, which Django would take for text and spoil; some send
it urlencoded as base64; some write boundaries and headers that only just obey the rules.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^;,\s]+))', re.IGNORECASE)
NAME = re.compile(rb';\s*name\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', re.IGNORECASE)
# What carries bytes, not text.
BINARY = ("sample", "sample_hum")
MOST_FIELDS = 1000


class Unreadable(Exception):
    """The body is in no encoding that this API takes."""


class TooManyFields(Exception):
    """More than any client sends."""


class Form:
    """The fields of a request: text as it was written, samples as bytes."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts

    def text(self, name: str) -> str:
        """A field as the client signed it, but for the line ends that some leave on."""
        return self.parts.get(name, b"").decode("utf-8", "replace").strip()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def sample(self, name: str = "sample") -> bytes:
        return self.parts.get(name, b"")


def read_form(content_type: str, body: bytes) -> Form:
    """Raises Unreadable and TooManyFields."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        found = BOUNDARY.search(content_type)
        if not found:
            raise Unreadable("a multipart body without a boundary")
        boundary = (found[1] or found[2]).encode("latin-1", "replace")
        return Form(dict(multipart(body, boundary)))
    if kind == "application/x-www-form-urlencoded":
        return Form(dict(urlencoded(body)))
    raise Unreadable(f"content type {kind[:60] or 'missing'}")


def multipart(body: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and raw content of each part."""
    delimiter = b"--" + boundary
    # Every delimiter but the first stands after a line end that belongs to it.
    parts = (b"\r\n" + body).split(b"\r\n" + delimiter, MOST_FIELDS + 1)[1:]
    if len(parts) > MOST_FIELDS:
        raise TooManyFields
    for part in parts:
        if part.startswith(b"--"):
            return
        head, separator, content = part.partition(b"\r\n\r\n")
        found = NAME.search(head)
        if separator and found:
            name = found[1] if found[1] is not None else found[2]
            yield name.decode("utf-8", "replace"), content


def urlencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    text = body.decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TooManyFields from None
    for name, value in pairs:
        yield name, unbase64(value) if name in BINARY else value.encode("latin-1", "replace")


def unbase64(text: str) -> bytes:
    """Base64 whose plus signs may have become spaces, and whose padding may be gone."""
    compact = re.sub(r"[\r\n\t]", "", text).replace(" ", "+")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode("latin-1", "replace")
