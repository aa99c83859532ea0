"""What the application gets of a request, however its body was sent."""

import hashlib
import json
from collections.abc import Iterator

import pytest

from core.uploads.environ import BODY_IS_HERE
from tests.portal.web.peers import KNOWN, LIMITS, UNTOLD, Server
from tests.waiting import eventually

pytestmark = pytest.mark.process
MIB = 1024 * 1024


def in_pieces(body: bytes, size: int = 1000) -> Iterator[bytes]:
    """Sent chunked by http.client: it has no length."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("size", [0, 1, 70_000, MIB])
def test_a_chunked_body_arrives_whole(server: Server, method: str, size: int) -> None:
    body = bytes(number % 256 for number in range(size))

    seen = server.echo(method, in_pieces(body), Content_Type="application/json")

    assert seen["sha256"] == hashlib.sha256(body).hexdigest()
    assert seen["environ"]["CONTENT_LENGTH"] == str(size)
    assert seen["environ"]["CONTENT_TYPE"] == "application/json"


def test_a_large_body_of_a_known_sender_arrives_whole(server: Server) -> None:
    body = bytes(range(256)) * (20 * MIB // 256)

    seen = server.echo("POST", body, Authorization=KNOWN)

    assert (seen["size"], seen["error"]) == (len(body), "")
    assert seen["sha256"] == hashlib.sha256(body).hexdigest()
    assert seen["environ"][BODY_IS_HERE]


def test_a_large_chunked_body_of_a_known_sender_arrives_whole(server: Server) -> None:
    body = bytes(range(256)) * (5 * MIB // 256)

    seen = server.echo("POST", in_pieces(body, 100_000), Authorization=KNOWN)

    assert seen["sha256"] == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("authorization", ["", "Bearer guessed"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_large_body_of_a_stranger_is_not_read(
    server: Server, authorization: str, is_chunked: bool
) -> None:
    size = LIMITS.stranger_bytes + 100_000
    with server.peer() as peer:
        headers = {"Authorization": authorization} if authorization else {}
        if is_chunked:
            peer.send_head("POST", "/echo", Transfer_Encoding="chunked", **headers)
            peer.send(b"%x\r\n" % size + bytes(size))
        else:
            peer.send_head("POST", "/echo", Content_Length=size, **headers)

        assert peer.status() == 200

    report = json.loads((server.folder / "last.json").read_bytes())
    assert (report["size"], report["error"]) == (0, "RequestDataTooBig")
    assert int(report["environ"]["CONTENT_LENGTH"]) > LIMITS.stranger_bytes


def test_who_cannot_be_known_now_is_told_to_come_again(server: Server) -> None:
    with server.peer() as peer:
        # Answered before the body comes: a client that goes on sending meets a closed connection.
        peer.send_head("POST", "/echo", Authorization=UNTOLD, Content_Length=3 * MIB)
        assert peer.status() == 503
    assert server.request("POST", "/echo", b"small", {"Authorization": UNTOLD})[0] == 200


def test_more_than_anybody_may_send_is_not_read(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Authorization=KNOWN, Content_Length=LIMITS.body_bytes + 1)
        assert peer.status() == 200

    report = json.loads((server.folder / "last.json").read_bytes())
    assert report["error"] == "RequestDataTooBig"


def test_what_arrived_of_a_chunk_of_an_upload_counts(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head(
            "PATCH",
            "/echo",
            Content_Type="application/offset+octet-stream",
            Content_Length=1000,
            X_Test="broken chunk",
        )
        peer.send(b"x" * 300)

    def was_seen() -> bool:
        report = json.loads((server.folder / "last.json").read_bytes())
        return bool(report["environ"].get("HTTP_X_TEST") == "broken chunk")

    eventually(was_seen)
    report = json.loads((server.folder / "last.json").read_bytes())
    assert (report["size"], report["error"]) == (300, "OSError")


def test_a_broken_off_body_reaches_nobody(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Content_Length=1000, X_Test="broken post")
        peer.send(b"x" * 300)
    server.echo("POST", b"after it")

    report = json.loads((server.folder / "last.json").read_bytes())
    assert report["environ"].get("HTTP_X_TEST") != "broken post"


def test_the_environment_is_that_of_wsgi(server: Server) -> None:
    status, answer = server.request(
        "GET", "/echo/caf%C3%A9%2Fx?q=%C3%A9&q=2", headers={"X-Some-Name": "a", "X_Some_Name": "b"}
    )

    environ = json.loads(answer)["environ"]
    assert status == 200
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/echo/café/x"
    assert environ["QUERY_STRING"] == "q=%C3%A9&q=2"
    assert (environ["REMOTE_ADDR"], environ["REQUEST_METHOD"]) == ("127.0.0.1", "GET")
    assert environ["HTTP_X_SOME_NAME"] == "a"
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def test_cookies_sent_in_two_headers_are_one(server: Server) -> None:
    with server.peer() as peer:
        peer.send(
            b"GET /echo HTTP/1.1\r\nHost: portal\r\nCookie: a=1\r\nCookie: b=2\r\n"
            b"X-Test: cookies\r\n\r\n"
        )
        assert peer.status() == 200

    report = json.loads((server.folder / "last.json").read_bytes())
    assert report["environ"]["HTTP_COOKIE"] == "a=1; b=2"
