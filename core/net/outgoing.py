"""HTTP requests to addresses that the SSRF guard checked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin

import urllib3
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BaseHTTPResponse

from core.net.deadline import Deadline, WatchedPool, WatchedTLSPool
from core.net.ssrf_guard import AddressRefusedError, CheckedAddress, SsrfGuard

MAX_HOPS = 5
CONNECT_ERRORS = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
)


class RequestFailedError(Exception):
    """The other side couldn't be reached, broke off, or took too long."""


@contextmanager
def open_url(
    method: str,
    url: str,
    *,
    guard: SsrfGuard,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: urllib3.Timeout,
    deadline: float,
    follow_redirects: bool = False,
) -> Iterator[BaseHTTPResponse]:
    """The response of `url`, its body unread. Raises AddressRefusedError and RequestFailedError.

    `timeout` is for each step; `deadline` the seconds for all of them, the caller's reading of the
    body included.
    """
    with Deadline(deadline) as limit:
        try:
            for _ in range(MAX_HOPS if follow_redirects else 1):
                reply = send_request(method, guard.check(url), body, headers or {}, timeout, limit)
                try:
                    if follow_redirects and reply.status in (301, 302, 303, 307, 308):
                        url = redirect_target(url, reply.headers.get("Location", ""))
                        continue
                    yield reply
                finally:
                    reply.close()
                if limit.expired:
                    # A body without a length just ends when its connection is cut.
                    raise RequestFailedError("no answer in time")
                return
        except (urllib3.exceptions.HTTPError, OSError) as error:
            message = "no answer in time" if limit.expired else describe_error(error)
            raise RequestFailedError(message) from None
    raise AddressRefusedError("the address redirects too often")


def redirect_target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise AddressRefusedError("the address redirects to one that can't be read") from None


def send_request(
    method: str,
    destination: CheckedAddress,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: urllib3.Timeout,
    deadline: Deadline,
) -> BaseHTTPResponse:
    """The response of the first of the addresses that takes a connection."""
    for address in destination.addresses:
        try:
            return connection_pool(destination, address, timeout, deadline).urlopen(
                method,
                destination.target,
                body=body,
                headers={"Host": destination.authority, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
        except CONNECT_ERRORS:
            if address == destination.addresses[-1] or deadline.expired:
                raise
    raise AddressRefusedError(f"{destination.host} has no address")


def connection_pool(
    destination: CheckedAddress, address: str, timeout: urllib3.Timeout, deadline: Deadline
) -> HTTPConnectionPool:
    if destination.scheme == "https":
        return WatchedTLSPool(
            address,
            destination.port,
            timeout=timeout,
            maxsize=1,
            server_hostname=destination.host,
            assert_hostname=destination.host,
            deadline=deadline,
        )
    return WatchedPool(address, destination.port, timeout=timeout, maxsize=1, deadline=deadline)


def describe_error(error: Exception) -> str:
    """What went wrong, without the address: it may carry a secret."""
    descriptions = {
        # Before its base class, which speaks of timeouts.
        urllib3.exceptions.NewConnectionError: "connection refused",
        urllib3.exceptions.ConnectTimeoutError: "no connection in time",
        urllib3.exceptions.ReadTimeoutError: "no answer in time",
        urllib3.exceptions.SSLError: "the TLS handshake failed",
        urllib3.exceptions.ProtocolError: "the connection broke off",
    }
    for kind, description in descriptions.items():
        if isinstance(error, kind):
            return description
    return type(error).__name__
