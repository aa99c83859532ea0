"""HTTP from the engine outwards, to a destination that was checked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin

import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

from engine.reach import Destination, OutOfReach, destination

MOST_HOPS = 5
AGENT = "acr-portal-engine"


class Unanswered(Exception):
    """The other side couldn't be reached, or broke off."""


@contextmanager
def called(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: urllib3.Timeout,
    follow: bool = False,
) -> Iterator[BaseHTTPResponse]:
    """The answer of `url`, its body unread. Raises OutOfReach and Unanswered."""
    for _ in range(MOST_HOPS if follow else 1):
        where = destination(url)
        pool = pool_of(where, timeout)
        try:
            reply = pool.urlopen(
                method,
                where.target,
                body=body,
                headers={"Host": where.authority, "User-Agent": AGENT, **(headers or {})},
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
            try:
                if follow and reply.status in (301, 302, 303, 307, 308):
                    url = urljoin(url, reply.headers.get("Location", ""))
                    continue
                yield reply
                return
            finally:
                reply.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unanswered(sentence(error)) from None
        finally:
            pool.close()
    raise OutOfReach("the address redirects too often")


def pool_of(where: Destination, timeout: urllib3.Timeout) -> HTTPConnectionPool:
    if where.scheme == "https":
        return HTTPSConnectionPool(
            where.address,
            where.port,
            timeout=timeout,
            maxsize=1,
            server_hostname=where.host,
            assert_hostname=where.host,
        )
    return HTTPConnectionPool(where.address, where.port, timeout=timeout, maxsize=1)


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
