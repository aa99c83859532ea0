"""A form with a file in it, sent straight from where the file lies, in flat memory."""

import secrets
from collections.abc import Callable, Iterator, Mapping

from urllib3.fields import RequestField

Blocks = Callable[[], Iterator[bytes]]


class SourceChanged(Exception):
    """The file is no longer as long as it was said to be, or can't be read."""


class MultipartBody:
    """`multipart/form-data` of a known length: text fields first, then one file.

    `blocks` opens the file anew each time, so that the body can be sent again. An exception that
    it raises breaks the request off.
    """

    def __init__(
        self, fields: Mapping[str, str], *, file_name: str, size: int, blocks: Blocks
    ) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._size = size
        self._blocks = blocks
        opening = f"--{boundary}\r\n".encode()
        texts = b"".join(
            opening + _head(RequestField(name, value)) + value.encode() + b"\r\n"
            for name, value in fields.items()
        )
        file = RequestField("file", b"", filename=file_name)
        self._before = texts + opening + _head(file, "application/octet-stream")
        self._after = f"\r\n--{boundary}--\r\n".encode()

    def __len__(self) -> int:
        return len(self._before) + self._size + len(self._after)

    def __iter__(self) -> Iterator[bytes]:
        yield self._before
        left = self._size
        for block in self._blocks():
            left -= len(block)
            if left < 0:
                break
            yield block
        if left:
            raise SourceChanged("The file changed while it was sent.")
        yield self._after


def _head(field: RequestField, content_type: str | None = None) -> bytes:
    field.make_multipart(content_type=content_type)
    return field.render_headers().encode()
