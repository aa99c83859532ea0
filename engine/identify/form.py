"""Reading an identify request in all the ways the cloud's clients write it.

Some send the sample without a file name, which Django would decode as text; some send it
urlencoded as base64; some write unusual but valid boundaries and headers.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^;,\s]+))', re.IGNORECASE)
NAME = re.compile(rb';\s*name\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', re.IGNORECASE)
# Fields that hold bytes, not text.
BINARY_FIELDS = ("sample", "sample_hum")
MAX_FIELDS = 1000


class UnreadableFormError(Exception):
    """The body is in no encoding that this API accepts."""


class TooManyFieldsError(Exception):
    """The form has more than MAX_FIELDS fields."""


class IdentifyForm:
    """The fields of a request: text as it was written, samples as bytes."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts

    def text(self, name: str) -> str:
        """A field as the client signed it, without the line ends that some append."""
        return self.parts.get(name, b"").decode("utf-8", "replace").strip()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def sample(self, name: str = "sample") -> bytes:
        return self.parts.get(name, b"")


def read_form(content_type: str, body: bytes) -> IdentifyForm:
    """Raises UnreadableFormError and TooManyFieldsError."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        boundary_match = BOUNDARY.search(content_type)
        if not boundary_match:
            raise UnreadableFormError("a multipart body without a boundary")
        boundary = (boundary_match[1] or boundary_match[2]).encode("latin-1", "replace")
        return IdentifyForm(dict(multipart(body, boundary)))
    if kind == "application/x-www-form-urlencoded":
        return IdentifyForm(dict(urlencoded(body)))
    raise UnreadableFormError(f"content type {kind[:60] or 'missing'}")


def multipart(body: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and raw content of each part."""
    delimiter = b"--" + boundary
    # Every delimiter but the first includes the line end before it.
    parts = (b"\r\n" + body).split(b"\r\n" + delimiter, MAX_FIELDS + 1)[1:]
    if len(parts) > MAX_FIELDS:
        raise TooManyFieldsError
    for part in parts:
        if part.startswith(b"--"):
            return
        head, separator, content = part.partition(b"\r\n\r\n")
        name_match = NAME.search(head)
        if separator and name_match:
            name = name_match[1] if name_match[1] is not None else name_match[2]
            yield name.decode("utf-8", "replace"), content


def urlencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    text = body.decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise TooManyFieldsError from None
    for name, value in pairs:
        yield name, unbase64(value) if name in BINARY_FIELDS else value.encode("latin-1", "replace")


def unbase64(text: str) -> bytes:
    """Base64 whose plus signs may have become spaces, and whose padding may be gone."""
    compact = re.sub(r"[\r\n\t]", "", text).replace(" ", "+")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode("latin-1", "replace")
