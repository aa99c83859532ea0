"""A form with a file, which is streamed from its storage in constant memory."""

import secrets
from collections.abc import Callable, Iterator, Mapping

from urllib3.fields import RequestField

Blocks = Callable[[], Iterator[bytes]]


class SourceChangedError(Exception):
    """The file no longer has the announced size, or can't be read."""


class MultipartBody:
    """`multipart/form-data` of a known length: text fields first, then one file.

    `blocks` opens the file each time it is called, so that the body can be sent again. An exception
    that it raises aborts the request.
    """

    def __init__(
        self, fields: Mapping[str, str], *, file_name: str, size: int, blocks: Blocks
    ) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._size = size
        self._blocks = blocks
        delimiter = f"--{boundary}\r\n".encode()
        text_parts = b"".join(
            delimiter + _head(RequestField(name, value)) + value.encode() + b"\r\n"
            for name, value in fields.items()
        )
        file_part = RequestField("file", b"", filename=file_name)
        self._before = text_parts + delimiter + _head(file_part, "application/octet-stream")
        self._after = f"\r\n--{boundary}--\r\n".encode()

    def __len__(self) -> int:
        return len(self._before) + self._size + len(self._after)

    def __iter__(self) -> Iterator[bytes]:
        yield self._before
        remaining = self._size
        for block in self._blocks():
            remaining -= len(block)
            if remaining < 0:
                break
            yield block
        if remaining:
            raise SourceChangedError("The file changed while it was sent.")
        yield self._after


def _head(field: RequestField, content_type: str | None = None) -> bytes:
    field.make_multipart(content_type=content_type)
    return field.render_headers().encode()
