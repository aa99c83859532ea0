"""The feed of changed recordings: none missed, none twice, whoever writes meanwhile."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from core.accounts.scopes import TokenScope
from core.jobs import tasks
from plays import feed, making, storing
from plays.models import Recording
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _container() -> None:
    bucket(7)
    container(8)


def scan(number: int, title: str = "Hello", **changed: Any) -> UUID:
    key = UUID(int=number)
    scanned_file(key, 8, results={"music": [entry(0, 50, title)]}, **changed)
    return key


def changed(number: int) -> None:
    Recording.objects.create(
        file_id=UUID(int=number), container_id=8, digest="x", changed_at=timezone.now()
    )


def follow(client: Client, after: int, count: int = 2) -> tuple[list[str], int]:
    """Everything from `after` on, as a service reads it."""
    seen: list[str] = []
    while True:
        body = client.get(f"/api/portal/recordings?after={after}&count={count}").json()
        if not body["data"]:
            return seen, after
        seen += [row["recording"] for row in body["data"]]
        after = body["next"]


def test_a_service_gets_each_change_once() -> None:
    client = service_with(TokenScope.READ_SCANNING)
    keys = [str(scan(number)) for number in range(1, 6)]
    seen, after = follow(client, 0)
    assert sorted(seen) == keys
    assert follow(client, after) == ([], after)
    scan(2, "Other", updated_at="2026-11-21T14:59:00.000000Z")
    assert follow(client, after)[0] == [keys[1]]


def test_what_was_made_anew_and_is_the_same_is_no_change() -> None:
    key = scan(1)
    last = feed.changes_after(0, 10)[-1].change or 0
    storing.make_anew(key)
    tasks.run(making.request_making().pk)
    assert feed.changes_after(last, 10) == []


def test_a_recording_of_which_only_the_begin_is_known_has_not_changed() -> None:
    Recording.objects.create(file_id=UUID(int=1), container_id=8)
    assert feed.changes_after(0, 10) == []


def test_more_changes_than_are_numbered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_NUMBERED", 2)
    for number in range(1, 6):
        scan(number)
    assert [one.change for one in feed.changes_after(0, 10)] == [1, 2, 3, 4, 5]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_change_that_is_committed_late_is_not_missed() -> None:
    changed(1)
    begun, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                changed(2)
                begun.set()
                may_commit.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert begun.wait(30)
    first = feed.changes_after(0, 10)
    changed(3)
    second = feed.changes_after(first[-1].change or 0, 10)
    may_commit.set()
    writer.join()
    third = feed.changes_after(second[-1].change or 0, 10)
    assert [[one.pk.int for one in part] for part in (first, second, third)] == [[1], [3], [2]]


def test_readers_at_the_same_time_agree() -> None:
    for number in range(1, 30):
        scan(number)
    answers: list[list[tuple[int, int | None]]] = []

    def read() -> None:
        try:
            answers.append([(one.pk.int, one.change) for one in feed.changes_after(0, 100)])
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)
    assert len({number for _, number in answers[0]}) == 29
