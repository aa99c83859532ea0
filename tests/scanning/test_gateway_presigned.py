"""`GET …/presigned-upload`, the PUT to its address and `POST …/files` with its key.

In the order and with the headers of acrcloud-cli 1.0.3, against the real engine.
"""

import os
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import ServiceToken
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import revoke_token
from core.uploads import presigned, transitions
from core.uploads.models import Upload, UploadState
from core.uploads.presigned import is_presigned_sender
from core.uploads.spool import spool
from scanning.models import Container, ScannedFile
from scanning.resources import CONTAINERS
from tests.core.accounts.actors import TESTS, issued, person, service
from tests.core.gateway.mirror_rows import container as mirrored_container
from tests.core.gateway.mirror_rows import list_was_read
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault
from tests.scanning.recordings import new_container

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


@pytest.fixture(autouse=True)
def _own_spool(settings: Settings, tmp_path: Path) -> None:
    settings.SPOOL_URL = f"file://{tmp_path}/spool"


@pytest.fixture
def container(engine: Engine) -> Container:
    return new_container()


@pytest.fixture
def token() -> str:
    return issued(TokenScope.WRITE_SCANNING, TokenScope.READ_SCANNING).plain


@pytest.fixture
def client(token: str) -> Client:
    return service(token)


def ask(client: Client, container: Container, **query: str) -> dict[str, Any]:
    given = {"filename": "show.wav", "content_type": "audio/x-wav", **query}
    response = client.get(f"/api/fs-containers/{container.pk}/presigned-upload", given)
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()["data"]
    return data


def put(signed: dict[str, Any], content: bytes) -> Any:
    """As the official client: without the token, with the headers that it was told."""
    path = urlsplit(signed["presigned_url"]).path
    kind = signed["headers"]["Content-Type"]
    return Client().generic(signed["method"], path, content, content_type=kind)


def post(client: Client, container: Container, key: str, **fields: object) -> Any:
    body = {"data_type": "audio", "key": key, "filename": "show.wav", **fields}
    return client.post(f"/api/fs-containers/{container.pk}/files", body, content_type=JSON)


def left_behind() -> tuple[list[str], list[Upload]]:
    return [name for name, _ in spool().names()], list(Upload.objects.all())


NOTHING: tuple[list[str], list[Upload]] = ([], [])


def test_a_recording_comes_by_address_and_key(client: Client, container: Container) -> None:
    signed = ask(client, container)
    assert signed["presigned_url"].startswith("http://testserver/api/presigned/")
    assert (signed["method"], signed["headers"]) == ("PUT", {"Content-Type": "audio/x-wav"})
    assert put(signed, recording()).status_code == 200
    assert not Upload.objects.exists()
    response = post(client, container, signed["key"])
    assert response.status_code in {200, 201}, response.content
    file = ScannedFile.objects.get()
    assert response.json()["data"]["id"] == str(file.pk)
    assert file.document["uri"] == "audio:show.wav"
    assert Upload.objects.get().state == UploadState.SENT
    assert not list(spool().names())


def test_a_key_makes_one_upload_however_often_it_is_handed_in(
    client: Client, container: Container
) -> None:
    signed = ask(client, container)
    put(signed, recording())
    answers = [post(client, container, signed["key"]) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert ScannedFile.objects.count() == Upload.objects.count() == 1


def test_the_same_bytes_may_come_again_and_others_may_not(
    client: Client, container: Container
) -> None:
    signed = ask(client, container)
    statuses = [put(signed, content).status_code for content in (b"one", b"one", b"two")]
    assert statuses == [200, 200, 409]
    (name,) = [name for name, _ in spool().names()]
    assert b"".join(spool().blocks(name)) == b"one"


def test_an_idempotency_key_changes_nothing_of_it(client: Client, container: Container) -> None:
    path = urlsplit(ask(client, container)["presigned_url"]).path
    keyed = Client(headers={"Idempotency-Key": "one"})
    for content, status in ((b"one", 200), (b"one", 200), (b"two", 409)):
        assert keyed.put(path, content, content_type="audio/x-wav").status_code == status


def test_no_bytes_are_taken_for_a_key_that_was_used(client: Client, container: Container) -> None:
    signed = ask(client, container)
    put(signed, recording())
    post(client, container, signed["key"])
    assert put(signed, recording()).status_code == 409
    assert not list(spool().names())


@pytest.mark.parametrize("key", ["{}~", "a{}", "nonsense", "a:b:c", "%FF%00"])
def test_an_address_that_was_not_signed_takes_nothing(
    client: Client, container: Container, key: str
) -> None:
    signed = ask(client, container)
    forged = signed["presigned_url"].replace(signed["key"], key.format(signed["key"]))
    response = put({**signed, "presigned_url": forged}, recording())
    assert response.status_code == 403
    assert response.json()["message"] == "The signature does not match."
    assert left_behind() == NOTHING


def test_an_address_whose_time_is_over_takes_nothing(
    client: Client, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = ask(client, container)
    monkeypatch.setattr(presigned, "LIFETIME", 0)
    response = put(signed, recording())
    assert (response.status_code, response.json()["message"]) == (
        403, "The presigned address has expired.",
    )  # fmt: skip
    assert left_behind() == NOTHING


def test_an_address_stops_with_its_token_and_with_its_owners_role(
    client: Client, container: Container
) -> None:
    signed = ask(client, container)
    owner = ServiceToken.objects.get().user
    type(owner).objects.filter(pk=owner.pk).update(is_superuser=False)
    owner.groups.set(person(Role.VIEWER).groups.all())
    assert put(signed, recording()).status_code == 403
    owner.groups.set(person(Role.OPERATOR).groups.all())
    assert put(signed, recording()).status_code == 200
    revoke_token(actor=TESTS, token=ServiceToken.objects.get())
    assert put(signed, recording()).status_code == 403


def test_the_web_server_takes_a_large_body_at_a_live_address_only(
    client: Client, container: Container
) -> None:
    path = urlsplit(ask(client, container)["presigned_url"]).path
    assert is_presigned_sender({"PATH_INFO": path})
    assert is_presigned_sender({"PATH_INFO": f"{path}/"})
    for other in (f"{path}x", f"/x{path}", "/api/presigned/", "/api/presigned", "/"):
        assert not is_presigned_sender({"PATH_INFO": other})
    revoke_token(actor=TESTS, token=ServiceToken.objects.get())
    assert not is_presigned_sender({"PATH_INFO": path})


def test_asking_for_an_address_needs_the_scope_to_write(container: Container) -> None:
    reader = service(issued(TokenScope.READ_SCANNING))
    address = f"/api/fs-containers/{container.pk}/presigned-upload?filename=x"
    assert reader.get(address).status_code == 403


def test_a_name_is_required_and_a_container(client: Client, container: Container) -> None:
    response = client.get(f"/api/fs-containers/{container.pk}/presigned-upload")
    assert (response.status_code, list(response.json()["errors"])) == (422, ["filename"])
    list_was_read(CONTAINERS)
    assert client.get("/api/fs-containers/987654/presigned-upload?filename=x").status_code == 404


def test_no_address_is_given_when_nothing_may_be_written(
    client: Client, container: Container, settings: Settings
) -> None:
    settings.ACRCLOUD_READ_ONLY = True
    response = client.get(f"/api/fs-containers/{container.pk}/presigned-upload?filename=x")
    assert response.status_code == 409


def test_a_key_is_of_use_to_its_token_and_its_container_only(
    client: Client, container: Container
) -> None:
    signed = ask(client, container)
    put(signed, recording())
    other = mirrored_container(container.pk + 1)
    stranger = service(issued(TokenScope.WRITE_SCANNING))
    for sent in (
        post(stranger, container, signed["key"]),
        post(client, other, signed["key"]),
        post(client, container, "nonsense"),
        post(client, container, ask(client, container)["key"]),
    ):
        assert sent.status_code == 422
        assert sent.json()["errors"] == {"key": ["Nothing was uploaded under this key."]}
    assert not Upload.objects.exists()
    assert post(client, container, signed["key"]).status_code in {200, 201}


def test_what_can_not_be_scanned_leaves_the_key_as_it_was(
    client: Client, container: Container
) -> None:
    signed = ask(client, container)
    put(signed, recording())
    refused = post(client, container, signed["key"], data_type="nonsense")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["data_type"])
    assert not Upload.objects.exists()
    assert post(client, container, signed["key"]).status_code in {200, 201}


def test_files_that_are_too_large_or_empty_leave_nothing(
    client: Client, container: Container, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    signed = ask(client, container)
    assert put(signed, bytes(1001)).status_code == 413
    assert put(signed, b"").status_code in {411, 422}
    assert left_behind() == NOTHING


def test_a_file_that_breaks_off_leaves_nothing(
    token: str, container: Container, live_server: LiveServer
) -> None:
    asked = requests.get(
        f"{live_server.url}/api/fs-containers/{container.pk}/presigned-upload",
        params={"filename": "show.wav"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    address = urlsplit(asked.json()["data"]["presigned_url"])
    head = f"PUT {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + bytes(500))
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")
    assert left_behind() == NOTHING


def test_a_refusal_of_the_remote_is_told_each_time(
    client: Client, container: Container, engine: Engine
) -> None:
    signed = ask(client, container)
    put(signed, recording())
    path = f"/api/fs-containers/{container.pk}/files"
    with fault(engine, "status", status=422, method="POST", path=path):
        assert post(client, container, signed["key"]).status_code == 422
    assert post(client, container, signed["key"]).status_code == 422
    assert Upload.objects.get().state == UploadState.FAILED


def test_a_file_whose_key_is_never_used_is_deleted(
    client: Client, container: Container, tmp_path: Path
) -> None:
    put(ask(client, container), recording())
    long_ago = time.time() - transitions.STRAY_AFTER.total_seconds() - 1
    for file in (tmp_path / "spool").iterdir():
        os.utime(file, (long_ago, long_ago))
    transitions.tidy()
    assert left_behind() == NOTHING
