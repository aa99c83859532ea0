"""Every wait on a remote ends, and a moment to wait for is taken by the remote's own clock."""

import time
from collections.abc import Iterator

import pytest
import requests

from core.clients.console import Console
from core.clients.errors import RemoteUnreachableError, ThrottledError
from core.clients.transport import NoRateLimit, error_from
from tests.core.clients.stub_remote import StubRemote, stub_remote


@pytest.fixture
def remote() -> Iterator[StubRemote]:
    with stub_remote() as running:
        yield running


def console(remote: StubRemote) -> Console:
    return Console(base_url=remote.url, region_url=remote.url, token="t", limit=NoRateLimit())


@pytest.mark.parametrize("slow", ["says nothing", "drips"])
def test_a_remote_that_keeps_one_waiting(remote: StubRemote, slow: str) -> None:
    remote.answer = b'{"data": []}' + b" " * 100_000
    remote.is_silent, remote.drips = slow == "says nothing", slow == "drips"
    with pytest.raises(RemoteUnreachableError, match="did not answer in time"):
        console(remote).get("buckets/1", timeout=0.5, attempts=1)


def test_a_change_does_not_wait_for_as_long_as_a_remote_may_ask(remote: StubRemote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "60"
    with pytest.raises(ThrottledError) as caught:
        console(remote).create("buckets", {"name": "one"})
    assert (caught.value.retry_after, len(remote.paths)) == (60.0, 1)


def test_a_change_waits_a_moment_and_is_sent_again(remote: StubRemote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "1"
    began = time.monotonic()
    with pytest.raises(ThrottledError):
        console(remote).create("buckets", {"name": "one"})
    assert len(remote.paths) == 4
    assert time.monotonic() - began >= 3.0


@pytest.mark.parametrize("date", ["Fri, 20 Nov 2026 09:00:00 GMT", "Tue, 01 Jan 2030 00:00:00 GMT"])
def test_a_moment_to_wait_for_is_of_the_remotes_own_clock(date: str) -> None:
    answer = requests.Response()
    answer.status_code = 429
    answer.headers["Date"] = date
    answer.headers["Retry-After"] = date.replace(":00 GMT", ":07 GMT")
    error = error_from(answer, b"")
    assert getattr(error, "retry_after", None) == 7.0
