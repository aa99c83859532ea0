"""Every wait on a remote ends, and a moment to wait for is taken by the remote's own clock."""

import time
from collections.abc import Iterator

import pytest
import requests

from clients.console import Console
from clients.errors import Throttled, Unreachable
from clients.transport import Unlimited, error_of
from tests.clients.answering import Remote, answering


@pytest.fixture
def remote() -> Iterator[Remote]:
    with answering() as running:
        yield running


def console(remote: Remote) -> Console:
    return Console(base_url=remote.url, region_url=remote.url, token="t", limit=Unlimited())


@pytest.mark.parametrize("slow", ["says nothing", "drips"])
def test_a_remote_that_keeps_one_waiting(remote: Remote, slow: str) -> None:
    remote.answer = b'{"data": []}' + b" " * 100
    if slow == "drips":
        remote.trickle = 0.1
    else:
        remote.delay = 5.0
    began = time.monotonic()
    with pytest.raises(Unreachable, match="did not answer in time"):
        console(remote).get("buckets/1", timeout=0.5, attempts=1)
    assert time.monotonic() - began < 2.0


def test_a_change_does_not_wait_for_as_long_as_a_remote_may_ask(remote: Remote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "60"
    began = time.monotonic()
    with pytest.raises(Throttled) as caught:
        console(remote).create("buckets", {"name": "one"})
    assert time.monotonic() - began < 2.0
    assert (caught.value.retry_after, len(remote.paths)) == (60.0, 1)


def test_a_change_waits_a_moment_and_is_sent_again(remote: Remote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "1"
    began = time.monotonic()
    with pytest.raises(Throttled):
        console(remote).create("buckets", {"name": "one"})
    assert len(remote.paths) == 4
    assert 3.0 <= time.monotonic() - began < 6.0


@pytest.mark.parametrize("date", ["Fri, 20 Nov 2026 09:00:00 GMT", "Tue, 01 Jan 2030 00:00:00 GMT"])
def test_a_moment_to_wait_for_is_of_the_remotes_own_clock(date: str) -> None:
    answer = requests.Response()
    answer.status_code = 429
    answer.headers["Date"] = date
    answer.headers["Retry-After"] = date.replace(":00 GMT", ":07 GMT")
    error = error_of(answer, b"")
    assert getattr(error, "retry_after", None) == 7.0
