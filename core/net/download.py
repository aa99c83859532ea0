"""Downloading a file from a URL that somebody named, in bounded time and space."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import urllib3

from core.net.outgoing import RequestFailedError, open_url
from core.net.ssrf_guard import AddressRefusedError, SsrfGuard

MAX_BYTES = 2 * 1024**3
MAX_SECONDS = 600.0
BLOCK_BYTES = 256 * 1024
TIMEOUT = urllib3.Timeout(connect=5, read=20)


class DownloadError(Exception):
    """The file could not be downloaded; the message may be shown to the customer."""


def download(
    url: str,
    into: Path,
    *,
    guard: SsrfGuard,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
) -> None:
    """Write the body of `url` into a file, block by block. Raises DownloadError."""
    size = 0
    try:
        with (
            open_url(
                "GET",
                url,
                guard=guard,
                headers=headers,
                timeout=TIMEOUT,
                deadline=max_seconds,
                follow_redirects=True,
            ) as reply,
            into.open("wb") as file,
        ):
            if reply.status != 200:
                raise DownloadError(f"The url answered {reply.status}.")
            for block in reply.stream(BLOCK_BYTES, decode_content=True):
                size += len(block)
                if size > max_bytes:
                    raise DownloadError(f"The file is larger than {max_bytes} bytes.")
                file.write(block)
    except (AddressRefusedError, RequestFailedError) as error:
        raise DownloadError(f"The url could not be fetched: {error}.") from None
    except (urllib3.exceptions.HTTPError, OSError):
        raise DownloadError("The url could not be fetched: the connection broke off.") from None
    if not size:
        raise DownloadError("The url answered an empty file.")


def file_name(url: str) -> str:
    """The last part of a URL's path, as a name to show; empty where there is none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path).rpartition("/")[2][:1000]
