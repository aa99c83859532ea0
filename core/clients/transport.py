"""HTTP to a remote API: short timeouts, retries of safe methods, one shared rate limit."""

import math
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

import orjson
import requests
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from core.clients.errors import (
    NotConnectedError,
    RemoteError,
    RemoteFailedError,
    RemoteNotFoundError,
    RemoteRefusedError,
    RemoteUnreachableError,
    ThrottledError,
    TokenRejectedError,
    UnreadableReplyError,
)
from core.clients.sessions import Sessions

# Seconds.
CONNECT_TIMEOUT = 3.05
READ_TIMEOUT = 15.0
# urllib3 applies the connect timeout to each write of a body too: a remote may pause that long.
BODY_WRITE_TIMEOUT = 30.0
MAX_RETRY_AFTER = 120.0
# Before the second attempt; twice as long before each further one.
RETRY_SECONDS = 0.5
BLOCK_BYTES = 65536
MAX_MESSAGE_BYTES = 300
# The Console API answers an invalid token with status 403 and "Authentication Exception"; other
# replies of that status are about the object, such as a bucket that is read-only.
SPEAKS_OF_TOKEN = re.compile(r"authenticat|unauthori|token|scope|forbidden", re.IGNORECASE)
T = TypeVar("T")
Clock = Callable[[], datetime]
SAFE_METHODS = frozenset({"GET", "HEAD"})


class RateLimit(Protocol):
    """A limit on the rate of requests, shared by all processes that use the account."""

    def wait(self, max_wait: float = math.inf) -> None:
        """Return when one more request may be sent.

        Raises ThrottledError, at once and without using up a request, when that is more than
        `max_wait` seconds away.
        """

    def pause(self, seconds: float) -> None:
        """Stop all requests for `seconds`, as the remote demands. Returns at once."""


class NoRateLimit:
    """No limit: for a remote of one's own."""

    def wait(self, max_wait: float = math.inf) -> None:
        return

    def pause(self, seconds: float) -> None:
        return


class RequestBody(Protocol):
    """A request's body, sent block by block. It is iterated again for each attempt."""

    content_type: str

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[bytes]: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Reply:
    """A successful reply. `requested_at` is when its request started."""

    status: int
    body: bytes
    requested_at: datetime

    def json(self) -> Any:
        """Raises UnreadableReplyError."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise UnreadableReplyError("The remote's answer is not valid JSON.") from error


class Transport:
    """Sends requests with the account's token. Thread-safe.

    Replies are stamped with the time of `clock`.
    """

    def __init__(
        self,
        *,
        headers: Mapping[str, str],
        limit: RateLimit,
        attempts: int = 4,
        clock: Clock = utc_now,
    ) -> None:
        self._limit = limit
        self._attempts = attempts
        self._clock = clock
        self._sessions = Sessions({"Accept": "application/json", **headers})

    def send(
        self,
        method: str,
        url: str,
        *,
        read: Callable[[Reply], T],
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        body: RequestBody | None = None,
        timeout: float = READ_TIMEOUT,
        attempts: int | None = None,
        max_wait: float = math.inf,
    ) -> T:
        """Return what `read` makes of a 2xx reply. Raises RemoteError.

        `timeout` is in seconds for each wait on the socket, and twice that for a whole reply.

        A failure is retried for safe methods only; a reply that `read` can't read
        (UnreadableReplyError) is a failure too. After a 429, which means that nothing was done,
        every method is retried. `max_wait` limits the seconds spent waiting for the rate limit and
        for a 429's Retry-After: a longer wait raises ThrottledError instead.
        """
        max_attempts = self._attempts if attempts is None else attempts
        wait_deadline = time.monotonic() + max_wait
        for attempt in range(1, max_attempts + 1):
            self._limit.wait(max(0.0, wait_deadline - time.monotonic()))
            try:
                reply = self._send_once(
                    method, url, params=params, json=json, body=body, timeout=timeout
                )
                return read(reply)
            except ThrottledError as throttled:
                self._limit.pause(throttled.retry_after)
                if (
                    attempt == max_attempts
                    or time.monotonic() + throttled.retry_after > wait_deadline
                ):
                    raise
                time.sleep(throttled.retry_after)
            except (RemoteUnreachableError, RemoteFailedError, UnreadableReplyError):
                if attempt == max_attempts or method not in SAFE_METHODS:
                    raise
                time.sleep(random.uniform(0.5, 1.0) * RETRY_SECONDS * 2 ** (attempt - 1))  # noqa: S311
        raise AssertionError("unreachable")

    def _send_once(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None,
        json: Any,
        body: RequestBody | None,
        timeout: float,
    ) -> Reply:
        headers = None if body is None else {"Content-Type": body.content_type}
        connect = CONNECT_TIMEOUT if body is None else BODY_WRITE_TIMEOUT
        requested_at = self._clock()
        try:
            with (
                self._sessions.lent() as session,
                session.request(
                    method,
                    url,
                    params=params,
                    json=json,
                    data=body,
                    headers=headers,
                    timeout=(connect, timeout),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                content = read_content(response, deadline=time.monotonic() + 2 * timeout)
        except requests.ConnectTimeout as error:
            raise NotConnectedError("The remote did not answer in time.") from error
        except (requests.Timeout, ReadTimeoutError) as error:
            raise RemoteUnreachableError("The remote did not answer in time.") from error
        except requests.ConnectionError as error:
            kind = NotConnectedError if _is_unconnected(error) else RemoteUnreachableError
            raise kind("The remote could not be reached.") from error
        except (requests.RequestException, HTTPError) as error:
            raise RemoteUnreachableError("The connection to the remote broke off.") from error
        if response.ok and not response.is_redirect:
            return Reply(response.status_code, content, requested_at)
        raise error_from(response, content)


def read_content(
    response: requests.Response, *, deadline: float, max_bytes: int | None = None
) -> bytes:
    """Read a reply's body, which must be complete at `deadline`, a time of the monotonic clock.

    Raises UnreadableReplyError, requests.Timeout and urllib3's errors.
    """
    blocks: list[bytes] = []
    size = 0
    while block := response.raw.read1(BLOCK_BYTES, decode_content=True):
        size += len(block)
        if max_bytes is not None and size > max_bytes:
            raise UnreadableReplyError("The remote's answer is far too long.")
        if time.monotonic() > deadline:
            raise requests.ReadTimeout
        blocks.append(block)
    return b"".join(blocks)


def error_from(response: requests.Response, content: bytes) -> RemoteError:
    """The error of a reply whose status is not 2xx."""
    status = response.status_code
    body = _parsed(content)
    message = _message(body, content)
    if status == 429:
        return ThrottledError(
            "The remote is throttling requests.",
            retry_after=_retry_after(response.headers),
        )
    if status == 501:
        # It will never do this: what it says is worth more than another attempt.
        message = message or "The remote doesn't offer this."
        return RemoteRefusedError(message, status=status, body=body)
    if status >= 500:
        return RemoteFailedError(f"The remote failed with status {status}.", status=status)
    if status == 401 or (status == 403 and (not message or SPEAKS_OF_TOKEN.search(message))):
        return TokenRejectedError(
            "The remote rejects the account's token.", status=status, body=body
        )
    if status in {404, 410}:
        return RemoteNotFoundError(
            message or "The remote has no such object.", status=status, body=body
        )
    if 400 <= status < 500:
        return RemoteRefusedError(
            message or f"The remote refused with status {status}.", status=status, body=body
        )
    return UnreadableReplyError(f"The remote answered with an unexpected status {status}.")


def _is_unconnected(error: requests.ConnectionError) -> bool:
    """Whether the connection was refused or its host not found, so that nothing was sent."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _message(body: Any, content: bytes) -> str:
    """The remote's own words, in JSON or as a line of text; empty when there are none."""
    if isinstance(body, dict):
        return str(body.get("message") or body.get("error") or "")
    text = content[:MAX_MESSAGE_BYTES].decode(errors="replace").strip()
    is_line = body is None and len(content) <= MAX_MESSAGE_BYTES and "<" not in text
    return text if is_line and text.isprintable() else ""


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, from either form of the header; 1 when it is missing or malformed.

    A date is compared with the reply's own Date header, where there is one.
    """
    value = headers.get("Retry-After")
    if value is None:
        return 1.0
    try:
        seconds = float(value)
    except ValueError:
        try:
            now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else utc_now()
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (ValueError, TypeError):
            return 1.0
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
