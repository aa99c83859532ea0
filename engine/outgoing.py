"""HTTP from the engine outwards, to a destination that was checked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin

import urllib3
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BaseHTTPResponse

from engine.deadline import Deadline, WatchedPool, WatchedTLSPool
from engine.reach import Destination, OutOfReach, destination

MOST_HOPS = 5
AGENT = "acr-portal-engine"
NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
)


class Unanswered(Exception):
    """The other side couldn't be reached, broke off, or took too long."""


@contextmanager
def called(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: urllib3.Timeout,
    within: float,
    follow: bool = False,
) -> Iterator[BaseHTTPResponse]:
    """The answer of `url`, its body unread. Raises OutOfReach and Unanswered.

    `timeout` is for each step; `within` so many seconds all must be over, the caller's reading too.
    """
    with Deadline(within) as deadline:
        try:
            for _ in range(MOST_HOPS if follow else 1):
                reply = answer(method, destination(url), body, headers or {}, timeout, deadline)
                try:
                    if follow and reply.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, reply.headers.get("Location", ""))
                        continue
                    yield reply
                finally:
                    reply.close()
                if deadline.passed:
                    # A body without a length just ends when its connection is cut.
                    raise Unanswered("no answer in time")
                return
        except (urllib3.exceptions.HTTPError, OSError) as error:
            late = deadline.passed
            raise Unanswered("no answer in time" if late else sentence(error)) from None
    raise OutOfReach("the address redirects too often")


def answer(
    method: str,
    where: Destination,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: urllib3.Timeout,
    deadline: Deadline,
) -> BaseHTTPResponse:
    """From the first of the addresses that takes a connection."""
    for address in where.addresses:
        try:
            return pool_of(where, address, timeout, deadline).urlopen(
                method,
                where.target,
                body=body,
                headers={"Host": where.authority, "User-Agent": AGENT, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
        except NOT_CONNECTED:
            if address == where.addresses[-1] or deadline.passed:
                raise
    raise OutOfReach(f"{where.host} has no address")


def pool_of(
    where: Destination, address: str, timeout: urllib3.Timeout, deadline: Deadline
) -> HTTPConnectionPool:
    if where.scheme == "https":
        return WatchedTLSPool(
            address,
            where.port,
            timeout=timeout,
            maxsize=1,
            server_hostname=where.host,
            assert_hostname=where.host,
            deadline=deadline,
        )
    return WatchedPool(address, where.port, timeout=timeout, maxsize=1, deadline=deadline)


def sentence(error: Exception) -> str:
    """What went wrong, without the address: it may carry a secret."""
    known = {
        # Before its base class, which speaks of timeouts.
        urllib3.exceptions.NewConnectionError: "connection refused",
        urllib3.exceptions.ConnectTimeoutError: "no connection in time",
        urllib3.exceptions.ReadTimeoutError: "no answer in time",
        urllib3.exceptions.SSLError: "the TLS handshake failed",
        urllib3.exceptions.ProtocolError: "the connection broke off",
    }
    for kind, words in known.items():
        if isinstance(error, kind):
            return words
    return type(error).__name__
