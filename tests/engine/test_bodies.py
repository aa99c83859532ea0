"""Bodies of every framing are read whole, within limits, once it is known who sends them."""

import socket
import time
from collections.abc import Iterator

import pytest
import requests

from tests.engine.running import AUDIOTAG_KEY, Running
from tests.engine.signing import signed_fields
from tests.engine.sounds import Sounds
from tests.waiting import eventually

MIB = 2**20


def said(engine: Running, head: str, body: bytes = b"") -> bytes:
    """The JSON answer to a request whose body has not come to its end."""
    with socket.create_connection(("127.0.0.1", engine.port)) as line:
        line.sendall(f"{head}\r\nHost: x\r\n\r\n".encode() + body)
        line.settimeout(10)
        answer = b""
        while not answer.endswith(b"}"):
            answer += line.recv(65_536)
        return answer


def in_chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65_536 + 1):
        yield b" " * 65_536


@pytest.mark.parametrize("encoding", ["form", "multipart"])
def test_a_put_may_be_a_form(engine: Running, encoding: str) -> None:
    path = f"/api/buckets/{engine.bucket()['id']}"
    if encoding == "form":
        reply = engine.put(path, data={"name": "by form"})
    else:
        reply = engine.put(path, files={"name": (None, "by form")})
    assert reply.json()["data"]["name"] == "by form"
    assert engine.get(path).json()["data"]["name"] == "by form"


def test_a_delete_may_be_a_form(engine: Running, sounds: Sounds) -> None:
    path = f"/api/buckets/{engine.bucket()['id']}/files"
    file = engine.upload(path, sounds.short)["id"]
    assert engine.delete(path, data={"ids": str(file)}).status_code == 204


@pytest.mark.parametrize("token", ["", "Authorization: Bearer wrong\r\n"])
def test_a_stranger_is_refused_before_the_body_has_come(engine: Running, token: str) -> None:
    head = f"POST /api/buckets HTTP/1.1\r\n{token}Transfer-Encoding: chunked"
    assert b" 403 " in said(engine, head, b'5\r\n{"nam')


def test_a_body_in_chunks_is_read_whole(engine: Running) -> None:
    body = iter([b'{"name": "in', b' chunks", "region"', b': "eu-west-1"}'])
    reply = engine.post("/api/buckets", data=body, headers={"Content-Type": "application/json"})
    assert reply.json()["data"]["name"] == "in chunks"


def test_a_body_in_chunks_has_the_same_limits(engine: Running) -> None:
    headers = {"Content-Type": "application/json"}
    reply = engine.post("/api/buckets", data=in_chunks(6 * MIB), headers=headers)
    assert reply.status_code == 413
    reply = requests.post(
        f"{engine.url}/v1/identify",
        data=in_chunks(8 * MIB),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=30,
    )
    assert reply.json()["status"]["code"] == 3016


def test_an_audiotag_request_of_any_size_is_refused_by_its_length(engine: Running) -> None:
    length = 200 * MIB
    reply = said(
        engine,
        "POST /api HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {length}",
    )
    assert b"invalid command or parameter" in reply


def test_an_audiotag_form_may_come_in_chunks(engine: Running) -> None:
    reply = requests.post(
        f"{engine.url}/api",
        data=iter([b"action=info&api", f"key={AUDIOTAG_KEY}".encode()]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=30,
    )
    assert reply.json()["success"] is True


@pytest.mark.timing
@pytest.mark.parametrize("encoding", ["form", "multipart"])
def test_an_identify_form_of_a_million_fields_is_refused_at_once(
    engine: Running, encoding: str
) -> None:
    if encoding == "form":
        body, kind = b"a=&" * 2_000_000, "application/x-www-form-urlencoded"
    else:
        body, kind = b"--b\r\n" * 1_000_000, "multipart/form-data; boundary=b"
    began = time.monotonic()
    reply = requests.post(
        f"{engine.url}/v1/identify", data=body, headers={"Content-Type": kind}, timeout=30
    )
    assert reply.json()["status"]["code"] == 3006
    assert time.monotonic() - began < 3


def test_a_signed_form_with_a_few_more_fields_is_read(engine: Running) -> None:
    fields = {**signed_fields(engine.project(23)), **{f"more{n}": "x" for n in range(50)}}
    reply = requests.post(f"{engine.url}/v1/identify", data=fields, timeout=30)
    assert "sample is missing" in reply.json()["status"]["msg"]


def test_a_presigned_upload_that_breaks_off_is_not_kept(own: Running) -> None:
    own.prepare()
    own.start("serve")
    path = f"/api/fs-containers/{own.container(23)['id']}/presigned-upload"
    place = own.get(f"{path}?filename=a.mp3&content_type=audio/mpeg").json()["data"]
    address = place["presigned_url"].removeprefix(own.url)
    head = f"PUT {address} HTTP/1.1\r\nHost: x\r\nContent-Type: audio/mpeg\r\n"
    with socket.create_connection(("127.0.0.1", own.port)) as line:
        line.sendall(f"{head}Content-Length: 1000\r\n\r\nhalf".encode())
        time.sleep(0.5)
    time.sleep(0.5)
    headers = {"Content-Type": "audio/mpeg"}
    assert own.put(address, data=iter([b"half"]), headers=headers).status_code == 411
    eventually(lambda: not list((own.folder / "engine/spool").iterdir()))
    assert not [file for file in own.folder.glob("engine/files/*/*") if file.is_file()]
    assert own.put(address, data=b"whole", headers=headers).status_code == 200
