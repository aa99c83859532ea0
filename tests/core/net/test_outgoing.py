"""Requests to checked addresses, and the deadline for the whole exchange."""

import pytest
import urllib3

from core.net.deadline import Deadline
from core.net.outgoing import RequestFailedError, open_url, send_request
from core.net.ssrf_guard import CheckedAddress, SsrfGuard
from tests.engine.web import Web, dripping

OPEN_GUARD = SsrfGuard(("*",), setting="ENGINE_REACH")


def test_the_next_address_of_a_name_is_tried_when_one_takes_no_connection(web: Web) -> None:
    port = int(web.url.rpartition(":")[2])
    addresses = ("127.0.0.2", "127.0.0.1")
    destination = CheckedAddress("http", "localhost", port, addresses, "/empty.mp3")
    with Deadline(10) as deadline:
        reply = send_request("GET", destination, None, {}, urllib3.Timeout(5), deadline)
        assert reply.status == 200
        reply.close()


@pytest.mark.parametrize("length", [b"", b"Content-Length: 100000\r\n"])
def test_a_body_that_drips_ends_at_the_deadline(length: bytes) -> None:
    with (
        dripping(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n") as url,
        pytest.raises(RequestFailedError, match="no answer in time"),
        open_url("GET", url, guard=OPEN_GUARD, timeout=urllib3.Timeout(5), deadline=1) as reply,
    ):
        for _ in reply.stream(256 * 1024):
            pass
