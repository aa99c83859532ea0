"""Recordings that a service names by their address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile

from core.net.download import download, file_name
from core.net.ssrf_guard import SsrfGuard
from identification.upload_limit import MAX_BYTES

# A service waits for this, and a thread of the web server too.
MAX_SECONDS = 30.0
# Nothing inside the operator's own network is fetched for a caller: they can send the file instead.
GUARD = SsrfGuard(allowed_origins=(), setting="docs/rest.md")


@contextmanager
def downloaded(url: str) -> Iterator[TemporaryUploadedFile]:
    """The file at a public address, of at most 100 MB, as if it had been sent.

    Raises DownloadError.
    """
    with TemporaryUploadedFile("recording", None, 0, None) as file:
        # Set later: the name of the file on the disk would end as this one does, however long.
        file.name = file_name(url) or "recording"
        path = Path(file.temporary_file_path())
        download(url, path, guard=GUARD, max_bytes=MAX_BYTES, max_seconds=MAX_SECONDS)
        file.size = path.stat().st_size
        yield file
