"""No answer, or none of the API: each told apart, within the time given."""

from collections.abc import Callable

import pytest
import requests

from core.clients.errors import (
    RemoteError,
    RemoteFailedError,
    RemoteRefusedError,
    RemoteUnreachableError,
    ThrottledError,
    UnreadableReplyError,
)
from core.clients.identify.request import ProjectKey, request_identification
from tests.core.clients.stub_remote import StubRemote, stub_remote
from tests.isolation import free_port

KEY = ProjectKey("access", "secret")


def ask(url: str, seconds: float = 5.0) -> None:
    request_identification(
        base_url=url, region="eu-west-1", key=KEY, sample=b"RIFF", timeout=seconds
    )


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(RemoteUnreachableError, match="could not be reached"):
        ask(f"http://127.0.0.1:{free_port()}")


def test_silence_ends_after_the_time_given_and_is_a_timeout() -> None:
    with stub_remote() as remote:
        remote.is_silent = True
        with pytest.raises(RemoteUnreachableError, match="in time") as caught:
            ask(remote.url, seconds=0.4)
    assert isinstance(caught.value.__cause__, requests.Timeout)


def test_answer_that_drips_ends_after_the_time_given_too() -> None:
    with stub_remote() as remote:
        remote.answer, remote.drips = b" " * 200_000, True
        with pytest.raises(RemoteUnreachableError, match="in time"):
            ask(remote.url, seconds=0.5)


def broken(remote: StubRemote) -> None:
    remote.headers["Content-Encoding"] = "gzip"
    remote.answer = b"not gzip"


def failing(remote: StubRemote) -> None:
    remote.status, remote.answer = 500, b"<html>"


def busy(remote: StubRemote) -> None:
    remote.status, remote.headers["Retry-After"] = 429, "7"


def elsewhere(remote: StubRemote) -> None:
    remote.status, remote.headers["Location"] = 302, "https://login.example/"


def refusing(remote: StubRemote) -> None:
    remote.status, remote.answer = 413, b'{"message": "Too much."}'


def talking(remote: StubRemote) -> None:
    remote.answer = b"<html>It works!</html>"


def endless(remote: StubRemote) -> None:
    remote.answer = b"[" * (5 * 1024 * 1024)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (broken, RemoteUnreachableError, "broke off"),
        (failing, RemoteFailedError, "status 500"),
        (busy, ThrottledError, "throttling"),
        (elsewhere, UnreadableReplyError, "unexpected status 302"),
        (refusing, RemoteRefusedError, "Too much"),
        (talking, UnreadableReplyError, "not one of the Identification API"),
        (endless, UnreadableReplyError, "far too long"),
    ],
)
def test_fault_of_the_remote_is_told_apart(
    fault: Callable[[StubRemote], None], error: type[RemoteError], words: str
) -> None:
    with stub_remote() as remote:
        fault(remote)
        with pytest.raises(error, match=words):
            ask(remote.url)
        assert len(remote.bodies) == 1, "a metered request is never sent again by itself"
