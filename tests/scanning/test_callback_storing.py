"""Callbacks that come at once: each is answered for itself, once its own row is committed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.http import HttpResponse

from scanning.callbacks import storing
from scanning.callbacks.storing import Arrival
from scanning.models import CallbackAddress, Delivery, DeliveryBody, DeliveryState
from tests.scanning.callbacks import callback_body, new_address, post_callback

pytestmark = pytest.mark.django_db(transaction=True)

SENDERS = 16
on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="only SQLite's writers wait for each other"
)


def arrival(**columns: Any) -> Arrival:
    [address] = CallbackAddress.objects.all()
    known = {"body": b"{}", "body_hash": "0" * 64, "headers": {}, "sender": "127.0.0.1"}
    return Arrival(**{"address_id": address.pk} | known | columns)


def in_a_thread_of_its_own(path: str, body: bytes) -> HttpResponse:
    try:
        return post_callback(path, body)
    finally:
        connection.close()


def stored_by_file() -> dict[UUID | None, tuple[int, bytes]]:
    rows = Delivery.objects.values_list("file_id", "pk", "body__content")
    return {file_id: (key, bytes(content)) for file_id, key, content in rows}


def test_each_sender_is_told_the_key_of_its_own_row() -> None:
    path, files = new_address(), [uuid4() for _ in range(200)]
    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(
            pool.map(lambda file: in_a_thread_of_its_own(path, callback_body(file)), files)
        )
    assert {answer.status_code for answer in answers} == {200}
    keys = [answer.json()["received"] for answer in answers]  # type: ignore[attr-defined]
    assert stored_by_file() == {
        file: (key, callback_body(file)) for file, key in zip(files, keys, strict=True)
    }


def test_a_row_that_the_database_refuses_fails_alone() -> None:
    new_address()
    files = [uuid4() for _ in range(40)]
    refused = files[::4]

    def store(file: UUID) -> int | None:
        try:
            return storing.store(
                arrival(file_id=file, state=None if file in refused else DeliveryState.STORED)
            )
        except DatabaseError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as pool:
        keys = dict(zip(files, pool.map(store, files), strict=True))
    assert [file for file in files if keys[file] is None] == refused
    stored = {file: key for file, (key, _) in stored_by_file().items()}
    assert stored == {file: key for file, key in keys.items() if key is not None}
    assert DeliveryBody.objects.count() == len(stored)


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Another connection holds the write lock."""
    held, release = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            held.set()
            release.wait()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    held.wait()
    try:
        yield
    finally:
        release.set()
        writer.join()


@pytest.fixture
def short_patience() -> Iterator[None]:
    options = connection.settings_dict["OPTIONS"]
    patience, options["timeout"] = options["timeout"], 0.2
    yield
    options["timeout"] = patience


@on_sqlite
@pytest.mark.usefixtures("short_patience")
def test_while_another_writes_too_long_each_sender_is_told_to_come_again() -> None:
    path, files = new_address(), [uuid4() for _ in range(6)]
    with somebody_writing(), ThreadPoolExecutor(len(files)) as pool:
        answers = list(
            pool.map(lambda file: in_a_thread_of_its_own(path, callback_body(file)), files)
        )
    assert {(one.status_code, one.headers["Retry-After"]) for one in answers} == {(503, "5")}
    assert not Delivery.objects.exists()
    assert post_callback(path, callback_body()).status_code == 200


@on_sqlite
def test_afterwards_the_connection_is_as_patient_as_before() -> None:
    new_address()
    storing.store(arrival())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


@contextmanager
def full_disk() -> Iterator[None]:
    """No page more than the database has; set for each connection that is opened."""
    with connection.cursor() as cursor:
        # Tests before this one may have left pages free.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
    options = connection.settings_dict["OPTIONS"]
    before = options["init_command"]
    options["init_command"] = f"{before}PRAGMA max_page_count={pages};"
    try:
        yield
    finally:
        options["init_command"] = before


@on_sqlite
def test_with_a_full_disk_each_sender_is_told_and_what_was_answered_is_there() -> None:
    path, files = new_address(), [uuid4() for _ in range(24)]
    with full_disk(), ThreadPoolExecutor(SENDERS) as pool:
        bodies = [callback_body(file, filler="x" * 4000) for file in files]
        answers = list(pool.map(lambda body: in_a_thread_of_its_own(path, body), bodies))
    by_status = {
        status: {
            file for file, one in zip(files, answers, strict=True) if one.status_code == status
        }
        for status in (200, 503)
    }
    assert by_status[200] | by_status[503] == set(files)
    assert by_status[503]
    assert set(stored_by_file()) == by_status[200]
    close_old_connections()
    assert post_callback(path, callback_body()).status_code == 200
