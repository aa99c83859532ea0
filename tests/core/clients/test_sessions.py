"""Connections to a remote are kept for whoever asks next, and never used when they may be dead."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import requests

from core.clients import sessions
from core.clients.console import Console
from core.clients.errors import RemoteUnreachableError
from core.clients.multipart import post_form
from core.clients.sessions import Sessions
from core.clients.transport import NoRateLimit
from tests.core.clients.stub_remote import StubRemote, stub_remote


@pytest.fixture
def remote() -> Iterator[StubRemote]:
    with stub_remote() as running:
        yield running


def ask(remote: StubRemote) -> None:
    post_form(remote.url, {"a": "b"}, timeout=0.5)


def test_one_connection_serves_one_request_after_the_other(remote: StubRemote) -> None:
    ask(remote)
    ask(remote)
    assert len(set(remote.callers)) == 1


def test_a_connection_serves_whichever_thread_asks_next(remote: StubRemote) -> None:
    remote.answer = b'{"data": []}'
    console = Console(base_url=remote.url, region_url=remote.url, token="t", limit=NoRateLimit())
    for _ in range(3):
        thread = threading.Thread(target=console.get, args=("buckets/1",))
        thread.start()
        thread.join()
    assert (len(remote.callers), len(set(remote.callers))) == (3, 1)


def test_a_connection_that_was_idle_for_long_is_not_used(
    remote: StubRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(remote)
    monkeypatch.setattr(sessions, "KEPT_SECONDS", 0.0)
    ask(remote)
    assert len(set(remote.callers)) == 2


def test_a_connection_that_failed_is_not_used_again(remote: StubRemote) -> None:
    remote.drips, remote.answer = True, b" " * 100
    with pytest.raises(RemoteUnreachableError):
        ask(remote)
    remote.drips = False
    ask(remote)
    assert len(set(remote.callers)) == 2


def test_two_at_once_have_a_session_each() -> None:
    lender = Sessions({})
    with lender.lent() as first, lender.lent() as second:
        assert first is not second


def test_those_that_nobody_needs_any_more_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    lender = Sessions({})

    def lend_two() -> set[weakref.ref[requests.Session]]:
        with lender.lent() as first, lender.lent() as second:
            return {weakref.ref(first), weakref.ref(second)}

    lent = lend_two()
    monkeypatch.setattr(sessions, "KEPT_SECONDS", 0.0)
    with lender.lent():
        pass
    gc.collect()
    assert {session() for session in lent} == {None}


def test_what_one_request_was_told_is_not_told_by_the_next(remote: StubRemote) -> None:
    remote.headers["Set-Cookie"] = "who=one"
    ask(remote)
    ask(remote)
    assert remote.cookies == [None, None]
