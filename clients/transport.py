"""HTTP to a remote API: short timeouts, retries of what is safe to repeat, one rate limit."""

import math
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

import orjson
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from clients.errors import (
    NotThere,
    Refused,
    RemoteError,
    RemoteFailed,
    Throttled,
    TokenRejected,
    Unreachable,
    UnreadableReply,
)

CONNECT_SECONDS = 3.05
READ_SECONDS = 15.0
# urllib3 puts its connect timeout on each write of a body, too: a remote may pause that long.
BODY_SECONDS = 30.0
LONGEST_RETRY_AFTER = 120.0
BLOCK = 65536
T = TypeVar("T")
Clock = Callable[[], datetime]
SAFE_METHODS = frozenset({"GET", "HEAD"})


class RateLimit(Protocol):
    """One budget of requests, shared by whoever talks to the account."""

    def wait(self, patience: float = math.inf) -> None:
        """Return when one more request may be sent.

        Raises Throttled, at once and without taking a turn, when that is more seconds away than
        `patience`.
        """

    def pause(self, seconds: float) -> None:
        """Let nobody send for so long: the remote has asked for it. Returns at once."""


class Unlimited:
    """No limit: for a remote of one's own."""

    def wait(self, patience: float = math.inf) -> None:
        return

    def pause(self, seconds: float) -> None:
        return


class Body(Protocol):
    """A request's content, written block by block. Iterated anew for each attempt."""

    content_type: str

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[bytes]: ...


def own_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Reply:
    """A successful answer. `requested_at` is when the request that got it started."""

    status: int
    body: bytes
    requested_at: datetime

    def json(self) -> Any:
        """Raises UnreadableReply."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise UnreadableReply("The remote's answer is not valid JSON.") from error


class Transport:
    """Sends requests with the account's token. Usable from several threads at once.

    `clock` tells the time that answers are stamped with.
    """

    def __init__(
        self,
        *,
        headers: Mapping[str, str],
        limit: RateLimit,
        attempts: int = 4,
        clock: Clock = own_clock,
    ) -> None:
        self._headers = {"Accept": "application/json", **headers}
        self._limit = limit
        self._attempts = attempts
        self._clock = clock
        self._local = threading.local()

    def send(
        self,
        method: str,
        url: str,
        *,
        read: Callable[[Reply], T],
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        body: Body | None = None,
        timeout: float = READ_SECONDS,
        attempts: int | None = None,
        patience: float = math.inf,
    ) -> T:
        """What `read` makes of an answer with 2xx, or a RemoteError that tells what went wrong.

        An answer that `read` can't read (UnreadableReply) is a failure like any other. Only safe
        methods are sent again after a failure; a 429 means that nothing was done, so any method
        is. `timeout` is in seconds for each wait on the socket, and twice that for a whole body.
        After `patience` seconds nothing more is waited for that the rate limit or the remote asks
        for: Throttled tells how long it would be.
        """
        most = self._attempts if attempts is None else attempts
        patient_until = time.monotonic() + patience
        for attempt in range(1, most + 1):
            self._limit.wait(max(0.0, patient_until - time.monotonic()))
            try:
                reply = self._send_once(
                    method, url, params=params, json=json, body=body, timeout=timeout
                )
                return read(reply)
            except Throttled as throttled:
                self._limit.pause(throttled.retry_after)
                if attempt == most or time.monotonic() + throttled.retry_after > patient_until:
                    raise
                time.sleep(throttled.retry_after)
            except (Unreachable, RemoteFailed, UnreadableReply):
                if attempt == most or method not in SAFE_METHODS:
                    raise
                time.sleep(random.uniform(0.5, 1.0) * 0.25 * 2**attempt)  # noqa: S311
        raise AssertionError("unreachable")

    def _send_once(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None,
        json: Any,
        body: Body | None,
        timeout: float,
    ) -> Reply:
        headers = None if body is None else {"Content-Type": body.content_type}
        connect = CONNECT_SECONDS if body is None else BODY_SECONDS
        requested_at = self._clock()
        try:
            response = self._session().request(
                method,
                url,
                params=params,
                json=json,
                data=body,
                headers=headers,
                timeout=(connect, timeout),
                allow_redirects=False,
                stream=True,
            )
            with response:
                content = content_of(response, until=time.monotonic() + 2 * timeout)
        except (requests.Timeout, ReadTimeoutError) as error:
            raise Unreachable("The remote did not answer in time.") from error
        except requests.ConnectionError as error:
            raise Unreachable("The remote could not be reached.") from error
        except (requests.RequestException, HTTPError) as error:
            raise Unreachable("The connection to the remote broke off.") from error
        if response.ok and not response.is_redirect:
            return Reply(response.status_code, content, requested_at)
        raise error_of(response, content)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers.update(self._headers)
            session.trust_env = False
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=4))
            self._local.session = session
        return session


def content_of(response: requests.Response, *, until: float, most: int | None = None) -> bytes:
    """All of an answer's body, read as it comes: a remote that drips can't pass the deadline.

    `until` is a moment of the monotonic clock, `most` a number of bytes. Raises UnreadableReply,
    requests.Timeout and urllib3's errors.
    """
    blocks: list[bytes] = []
    size = 0
    while block := response.raw.read1(BLOCK, decode_content=True):
        size += len(block)
        if most is not None and size > most:
            raise UnreadableReply("The remote's answer is far too long.")
        if time.monotonic() > until:
            raise requests.ReadTimeout
        blocks.append(block)
    return b"".join(blocks)


def error_of(response: requests.Response, content: bytes) -> RemoteError:
    """The error that an answer other than 2xx stands for."""
    status = response.status_code
    body = _parsed(content)
    said = _message(body)
    if status == 429:
        return Throttled(
            "The remote is throttling requests.",
            retry_after=_retry_after(response.headers),
        )
    if status >= 500:
        return RemoteFailed(f"The remote failed with status {status}.", status=status)
    if status in {401, 403}:
        return TokenRejected("The remote rejects the account's token.", status=status, body=body)
    if status in {404, 410}:
        return NotThere(said or "The remote has no such object.", status=status, body=body)
    if 400 <= status < 500:
        return Refused(
            said or f"The remote refused with status {status}.", status=status, body=body
        )
    return UnreadableReply(f"The remote answered with an unexpected status {status}.")


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _message(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    return str(body.get("message") or body.get("error") or "")


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, from either form of the header; 1 when it is missing or senseless.

    A moment is taken by the remote's own clock, where the answer tells it.
    """
    value = headers.get("Retry-After")
    if value is None:
        return 1.0
    try:
        seconds = float(value)
    except ValueError:
        try:
            said = parsedate_to_datetime(headers["Date"]) if "Date" in headers else own_clock()
            seconds = (parsedate_to_datetime(value) - said).total_seconds()
        except (ValueError, TypeError):
            return 1.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
