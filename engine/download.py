"""Fetching what `audio_url` names, block by block, in bounded time and space."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import urllib3

from engine.outgoing import Unanswered, called
from engine.reach import OutOfReach

MOST_BYTES = 2 * 1024**3
MOST_SECONDS = 600.0
BLOCK = 256 * 1024
PATIENCE = urllib3.Timeout(connect=5, read=20)


class NotFetched(Exception):
    """The file could not be had; the message is for the customer."""


def fetch(url: str, into: Path) -> None:
    """Write what `url` answers into a file. Raises NotFetched."""
    size = 0
    try:
        with (
            called("GET", url, timeout=PATIENCE, within=MOST_SECONDS, follow=True) as reply,
            into.open("wb") as file,
        ):
            if reply.status != 200:
                raise NotFetched(f"The url answered {reply.status}.")
            for block in reply.stream(BLOCK, decode_content=True):
                size += len(block)
                if size > MOST_BYTES:
                    raise NotFetched(f"The file is larger than {MOST_BYTES} bytes.")
                file.write(block)
    except (OutOfReach, Unanswered) as error:
        raise NotFetched(f"The url could not be fetched: {error}.") from None
    except (urllib3.exceptions.HTTPError, OSError):
        raise NotFetched("The url could not be fetched: the connection broke off.") from None
    if not size:
        raise NotFetched("The url answered an empty file.")


def file_name(url: str) -> str:
    """The last part of a URL's path, as a name to show."""
    return unquote(urlsplit(url).path).rpartition("/")[2][:1000]
