"""One POST of a form with a file, for APIs with a key or signature in each request.

It is never retried, because such requests are charged for.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from core.clients.errors import RemoteUnreachableError
from core.clients.sessions import Sessions
from core.clients.transport import CONNECT_TIMEOUT, error_from, read_content

MAX_REPLY_BYTES = 4 * 1024 * 1024
_sessions = Sessions({"Accept": "application/json"})


@dataclass(frozen=True)
class AttachedFile:
    """The file of a form. `field` is the form's field, `name` the file's name."""

    field: str
    name: str
    content: bytes
    media_type: str = "application/octet-stream"


def post_form(
    url: str, fields: Mapping[str, str], *, file: AttachedFile | None = None, timeout: float
) -> str:
    """The text of a 2xx reply, which must be complete within `timeout` seconds.

    Raises RemoteError.
    """
    deadline = time.monotonic() + timeout
    files = {file.field: (file.name, file.content, file.media_type)} if file else None
    try:
        with (
            _sessions.lent() as session,
            session.post(
                url,
                data=dict(fields),
                files=files,
                timeout=(CONNECT_TIMEOUT, timeout),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            content = read_content(response, deadline=deadline, max_bytes=MAX_REPLY_BYTES)
        if not response.ok or response.is_redirect:
            raise error_from(response, content)
        return content.decode("utf-8", "replace")
    except requests.Timeout as error:
        raise RemoteUnreachableError("The remote did not answer in time.") from error
    except ReadTimeoutError as error:
        raise RemoteUnreachableError(
            "The remote did not answer in time."
        ) from requests.ReadTimeout(error)
    except requests.ConnectionError as error:
        raise RemoteUnreachableError("The remote could not be reached.") from error
    except (requests.RequestException, HTTPError) as error:
        raise RemoteUnreachableError("The connection to the remote broke off.") from error
