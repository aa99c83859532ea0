"""Threads that are kept, with their database connections, for the next call."""

import threading

import pytest
from django.db import connection

from core.uploads import kept_threads
from core.uploads.kept_threads import KeptThreads
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 30


@pytest.fixture
def threads() -> KeptThreads:
    return KeptThreads("kept")


def names_of_kept() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "kept"]


def test_one_thread_and_one_connection_do_one_call_after_the_other(
    threads: KeptThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    seen = []

    def ask() -> None:
        connection.ensure_connection()
        seen.append((threading.get_ident(), connection.connection))

    for _ in range(3):
        assert threads.begin(ask).wait(PATIENCE_SECONDS)
    threads.end_idle()
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_calls_at_once_do_not_wait_for_each_other(threads: KeptThreads) -> None:
    together = threading.Barrier(3)
    ended = [threads.begin(lambda: together.wait(PATIENCE_SECONDS)) for _ in range(2)]
    together.wait(PATIENCE_SECONDS)
    assert all(end.wait(PATIENCE_SECONDS) for end in ended)
    threads.end_idle()


def test_a_call_that_fails_is_logged_and_its_thread_goes_on(
    threads: KeptThreads, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise KeyError("something")

    assert threads.begin(fail).wait(PATIENCE_SECONDS)
    assert "something" in caplog.text
    assert threads.begin(lambda: None).wait(PATIENCE_SECONDS)
    assert len(names_of_kept()) == 1
    threads.end_idle()


@pytest.mark.parametrize("asked", [True, False])
def test_a_thread_that_nobody_needs_ends(
    threads: KeptThreads, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not asked:
        monkeypatch.setattr(kept_threads, "KEPT_SECONDS", 0.01)
    assert threads.begin(lambda: None).wait(PATIENCE_SECONDS)
    if asked:
        threads.end_idle()
    eventually(lambda: not names_of_kept())
    assert threads.begin(lambda: None).wait(PATIENCE_SECONDS)
    threads.end_idle()
    eventually(lambda: not names_of_kept())
