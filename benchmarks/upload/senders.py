"""Clients that cost the machine little: a file goes from the disk to the socket in the kernel."""

import base64
import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from benchmarks.load.before_remote import Setting
from benchmarks.load.remote import BUCKET
from tests.core.uploads.portal_client import TUS, PortalClient

BOUNDARY = "----boundary-of-the-benchmark-4f1d9c7a2b"
# The longest that the portal takes.
CHUNK_BYTES = 8 * 1024 * 1024
PATIENCE_SECONDS = 600.0
RECEIVED_BYTES = 65_536
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def form_around(title: str) -> tuple[bytes, bytes]:
    """What comes before and after the file in a form of the Console API."""
    fields = {"data_type": "audio", "title": title}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="piece.wav"\r\n'
    return f"{head}Content-Type: audio/wav\r\n\r\n".encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


def send_by_gateway(setting: Setting, file: Path, title: str) -> None:
    """One request, which is answered once the remote has the file."""
    before, after = form_around(title)
    size = len(before) + file.stat().st_size + len(after)
    headers = {**setting.headers, "Content-Type": MULTIPART, "Connection": "close"}
    with _connected(setting.portal.url) as connection, file.open("rb") as source:
        path = f"/api/buckets/{BUCKET}/files"
        connection.sendall(_head("POST", path, setting.portal.url, size, headers) + before)
        connection.sendfile(source)
        connection.sendall(after)
        answer = b"".join(iter(lambda: connection.recv(RECEIVED_BYTES), b""))
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the gateway answered {answer[:500]!r}")


class TusSender:
    """A person who is signed in, with one connection."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._session = PortalClient(setting.portal).session

    def send(self, file: Path, title: str) -> None:
        """Chunk by chunk; returns once the remote has the file."""
        had, url = self._files_at_remote(), self._setting.portal.url
        where = self._begin(file, title)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._session.cookies)
        headers = {
            **TUS,
            "Cookie": cookies,
            "X-CSRFToken": str(self._session.headers["X-CSRFToken"]),
            "Content-Type": "application/offset+octet-stream",
        }
        with _connected(url) as connection, file.open("rb") as source:
            for at in range(0, file.stat().st_size, CHUNK_BYTES):
                size = min(CHUNK_BYTES, file.stat().st_size - at)
                offset = {"Upload-Offset": str(at)}
                connection.sendall(_head("PATCH", where, url, size, headers | offset))
                connection.sendfile(source, at, size)
                answer = b""
                while not answer.endswith(b"\r\n\r\n"):
                    answer += connection.recv(RECEIVED_BYTES)
                if not answer.startswith(b"HTTP/1.1 204"):
                    raise RuntimeError(f"a chunk was answered with {answer[:500]!r}")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._files_at_remote() == had:
            if time.monotonic() > deadline:
                raise RuntimeError("the remote never got the file")
            time.sleep(0.005)

    def _begin(self, file: Path, title: str) -> str:
        told = {"filename": "piece.wav", "target": "bucket", "target_id": str(BUCKET)}
        pairs = (
            f"{name} {base64.b64encode(value.encode()).decode()}"
            for name, value in (told | {"title": title}).items()
        )
        size = {"Upload-Length": str(file.stat().st_size), "Upload-Metadata": ",".join(pairs)}
        address = f"{self._setting.portal.url}/uploads/tus/"
        begun = self._session.post(address, headers={**TUS, **size}, timeout=30)
        begun.raise_for_status()
        return begun.headers["Location"]

    def _files_at_remote(self) -> int:
        address = f"{self._setting.remote}/api/buckets/{BUCKET}/files"
        count: int = requests.get(address, timeout=30).json()["meta"]["total"]
        return count


@contextlib.contextmanager
def _connected(url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    address = (str(parts.hostname), int(parts.port or 80))
    with socket.create_connection(address, PATIENCE_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def _head(method: str, path: str, url: str, size: int, headers: dict[str, str]) -> bytes:
    lines = {"Host": urlsplit(url).netloc, "Content-Length": str(size), **headers}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{text}\r\n".encode()
