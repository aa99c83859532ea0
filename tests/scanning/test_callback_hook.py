"""The hook: what arrives is kept whole before it is answered."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from scanning.callbacks import addresses, receive
from scanning.callbacks.receive import receive_callback
from scanning.models import CallbackAddress, Delivery, DeliveryState
from tests.scanning.callbacks import (
    FILE_ID,
    callback_body,
    new_address,
    only_delivery,
    post_callback,
)

pytestmark = pytest.mark.django_db
FILE = str(FILE_ID).encode()


def test_a_callback_is_kept_whole_with_its_headers() -> None:
    body = b'  {"file_id":"c7331194-ccbe-4c3f-8e82-40d7b8358993", "state":1,"cid":1000,"x":1.50}\n'
    assert post_callback(new_address(), body).status_code == 200
    delivery = only_delivery()
    assert bytes(delivery.body.content) == body
    assert delivery.headers["Content-Type"] == "application/json"
    assert delivery.sender == "127.0.0.1"
    assert delivery.state == DeliveryState.STORED
    claimed = (delivery.file_id, delivery.container_id, delivery.remote_state)
    assert claimed == (FILE_ID, 1000, 1)


def test_it_costs_a_look_at_the_address_and_the_writing() -> None:
    path = new_address()
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        statements.append(sql.split(maxsplit=1)[0])
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        assert post_callback(path, callback_body()).status_code == 200
    asked = [word for word in statements if word not in {"PRAGMA", "SAVEPOINT", "RELEASE"}]
    # SQLite has no statement for two tables.
    both = ["INSERT", "INSERT"] if connection.vendor == "sqlite" else ["WITH"]
    assert asked == ["SELECT", *both]


def test_an_unknown_token_is_not_found_and_keeps_nothing() -> None:
    path = new_address()
    assert (
        post_callback(f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}", callback_body()).status_code
        == 404
    )
    assert not Delivery.objects.exists()


def test_a_retired_address_is_not_found_and_one_that_still_overlaps_is_taken() -> None:
    path = new_address()
    address = CallbackAddress.objects.get()
    addresses.retire(address, after=timedelta(minutes=1))
    assert post_callback(path, callback_body()).status_code == 200
    CallbackAddress.objects.update(retired_at=timezone.now())
    assert post_callback(path, callback_body()).status_code == 404


def test_the_token_is_kept_as_a_hash_only() -> None:
    path = new_address()
    token = path.rpartition("/")[2]
    assert len(token) == 43  # 32 bytes
    assert token not in CallbackAddress.objects.get().token_hash
    post_callback(path, callback_body())
    kept = Delivery.objects.values().get()
    assert token not in repr(kept)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>502</html>", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b'{"file_id": NaN}', "not JSON"),
        (b'{"file_id": "%s", "title": "\xff"}' % FILE, "not JSON"),
        (b'{"file_id": "%s", "title": "\\ud800"}' % FILE, "not JSON"),
        (b'{"file_id": "%s", "score": 01}' % FILE, "not JSON"),
        (b'{"file_id": "%s"} {}' % FILE, "not JSON"),
        (b'{"file_id": "%s", "results": %s}' % (FILE, b"[" * 100_000), "not JSON"),
        (b"[" * 5000, "not JSON"),
        (b'["file_id"]', "not an object"),
        (b'{"state": 1}', "no file_id"),
        (b'{"file_id": 12}', "not a UUID"),
        (b'{"file_id": null}', "not a UUID"),
    ],
)
def test_what_names_no_file_is_quarantined_and_refused(body: bytes, why: str) -> None:
    response = post_callback(new_address(), body)
    assert response.status_code == 400
    assert why in response.json()["error"]  # type: ignore[attr-defined]
    delivery = only_delivery()
    assert (delivery.state, bytes(delivery.body.content)) == (DeliveryState.QUARANTINED, body)


@pytest.mark.parametrize("cid", [None, "1000", "x", 10**30, -5, 1.5, [], {"a": 1}])
@pytest.mark.parametrize("state", [None, "1", "done", 10**30, True])
def test_odd_claims_beside_the_file_are_taken(cid: object, state: object) -> None:
    body = callback_body(cid=cid, state=state)  # type: ignore[arg-type]
    assert post_callback(new_address(), body).status_code == 200


def test_the_last_of_two_claims_counts_as_everywhere_in_json() -> None:
    body = b'{"file_id": "x", "cid": 1, "cid": 2, "file_id": "%s"}' % FILE
    assert post_callback(new_address(), body).status_code == 200
    assert (only_delivery().file_id, only_delivery().container_id) == (FILE_ID, 2)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 400])
def test_numbers_that_nothing_holds_are_taken_beside_the_file(number: str) -> None:
    body = f'{{"file_id": "{FILE_ID}", "score": {number}}}'.encode()
    assert post_callback(new_address(), body).status_code == 200


def test_a_body_that_names_no_container_is_of_the_address_s_container() -> None:
    post_callback(new_address(77), callback_body(cid=None))  # type: ignore[arg-type]
    assert only_delivery().container_id == 77


class Unread(io.RawIOBase):
    """A body that may not be touched."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def test_a_body_announced_over_the_limit_is_refused_unread() -> None:
    path = new_address()
    request = RequestFactory().generic("POST", path, content_type="application/json")
    request.META |= {"CONTENT_LENGTH": str(receive.MAX_BODY_BYTES + 1), "wsgi.input": Unread()}
    assert receive_callback(request, path.rpartition("/")[2]).status_code == 413
    assert not Delivery.objects.exists()


def test_an_unknown_token_is_refused_unread() -> None:
    request = RequestFactory().generic("POST", "/hooks/fs/nobody")
    request.META |= {"CONTENT_LENGTH": "10", "wsgi.input": Unread()}
    assert receive_callback(request, "nobody").status_code == 404


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (1, 413)])
def test_the_limit_holds_to_the_byte(extra: int, status: int) -> None:
    path = new_address()
    body = callback_body()
    body += b" " * (receive.MAX_BODY_BYTES - len(body) + extra)
    assert post_callback(path, body).status_code == status
    assert Delivery.objects.count() == (1 if status == 200 else 0)


def test_a_sender_that_breaks_off_is_refused() -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    path = new_address()
    request = RequestFactory().generic("POST", path)
    request.META |= {"CONTENT_LENGTH": "10", "wsgi.input": Broken()}
    assert receive_callback(request, path.rpartition("/")[2]).status_code == 400


def test_no_slash_is_added_and_nothing_but_post_is_answered() -> None:
    path = new_address()
    client = Client(enforce_csrf_checks=True)
    assert (
        client.post(f"{path}/", callback_body(), content_type="application/json").status_code == 404
    )
    for method in (client.get, client.put, client.delete, client.head):
        assert method(path).status_code == 405
    assert not Delivery.objects.exists()


@given(st.binary(max_size=2000))
@profile(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_arrives_is_kept_byte_for_byte(body: bytes) -> None:
    path = new_address()
    assert post_callback(path, body, "application/octet-stream").status_code in (200, 400)
    assert bytes(Delivery.objects.latest("pk").body.content) == body
