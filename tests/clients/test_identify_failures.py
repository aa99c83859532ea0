"""No answer, or none of the API: each told apart, within the time given."""

import time
from collections.abc import Callable

import pytest
import requests

from clients.errors import (
    Refused,
    RemoteError,
    RemoteFailed,
    Throttled,
    Unreachable,
    UnreadableReply,
)
from clients.identify import ProjectKey, identify
from tests.clients.answering import Remote, answering
from tests.isolation import free_port

KEY = ProjectKey("access", "secret")


def ask(url: str, seconds: float = 5.0) -> None:
    identify(base_url=url, region="eu-west-1", key=KEY, sample=b"RIFF", seconds=seconds)


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="could not be reached"):
        ask(f"http://127.0.0.1:{free_port()}")


def test_silence_ends_after_the_time_given_and_is_a_timeout() -> None:
    with answering() as remote:
        remote.delay = 3
        began = time.monotonic()
        with pytest.raises(Unreachable, match="in time") as caught:
            ask(remote.url, seconds=0.4)
    assert time.monotonic() - began < 2
    assert isinstance(caught.value.__cause__, requests.Timeout)


def test_answer_that_drips_ends_after_the_time_given_too() -> None:
    with answering() as remote:
        remote.answer, remote.trickle = b" " * 200_000, 0.01
        began = time.monotonic()
        with pytest.raises(Unreachable, match="in time"):
            ask(remote.url, seconds=0.5)
    assert time.monotonic() - began < 3


def broken(remote: Remote) -> None:
    remote.headers["Content-Encoding"] = "gzip"
    remote.answer = b"not gzip"


def failing(remote: Remote) -> None:
    remote.status, remote.answer = 500, b"<html>"


def busy(remote: Remote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "7"


def elsewhere(remote: Remote) -> None:
    remote.status, remote.headers["Location"] = 302, "https://login.example/"


def refusing(remote: Remote) -> None:
    remote.status, remote.answer = 413, b'{"message": "Too much."}'


def talking(remote: Remote) -> None:
    remote.answer = b"<html>It works!</html>"


def endless(remote: Remote) -> None:
    remote.answer = b"[" * (5 * 1024 * 1024)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (broken, Unreachable, "broke off"),
        (failing, RemoteFailed, "status 500"),
        (busy, Throttled, "throttling"),
        (elsewhere, UnreadableReply, "unexpected status 302"),
        (refusing, Refused, "Too much"),
        (talking, UnreadableReply, "not one of the Identification API"),
        (endless, UnreadableReply, "far too long"),
    ],
)
def test_fault_of_the_remote_is_told_apart(
    fault: Callable[[Remote], None], error: type[RemoteError], words: str
) -> None:
    with answering() as remote:
        fault(remote)
        with pytest.raises(error, match=words):
            ask(remote.url)
        assert len(remote.bodies) == 1, "a metered request is never sent again by itself"
