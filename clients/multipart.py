"""One POST of a form with a file in it, for APIs that sign or key each request by itself.

Such a request is never sent again by itself: each one is metered.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from clients.errors import Unreachable
from clients.transport import CONNECT_SECONDS, content_of, error_of

MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Attached:
    """The file of a form. `name` is what the remote is told, `content` its bytes."""

    field: str
    name: str
    content: bytes
    media_type: str = "application/octet-stream"


def post_form(
    url: str, fields: Mapping[str, str], *, attached: Attached | None = None, seconds: float
) -> str:
    """The text of a 2xx answer, within `seconds` for all of it. Raises RemoteError."""
    deadline = time.monotonic() + seconds
    files = {one.field: (one.name, one.content, one.media_type) for one in [attached] if one}
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Accept"] = "application/json"
            with session.post(
                url,
                data=dict(fields),
                files=files or None,
                timeout=(CONNECT_SECONDS, seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = content_of(response, until=deadline, most=MOST_BYTES)
                if not response.ok or response.is_redirect:
                    raise error_of(response, content)
                return content.decode("utf-8", "replace")
    except requests.Timeout as error:
        raise Unreachable("The remote did not answer in time.") from error
    except ReadTimeoutError as error:
        raise Unreachable("The remote did not answer in time.") from requests.ReadTimeout(error)
    except requests.ConnectionError as error:
        raise Unreachable("The remote could not be reached.") from error
    except (requests.RequestException, HTTPError) as error:
        raise Unreachable("The connection to the remote broke off.") from error
