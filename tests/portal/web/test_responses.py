"""What a peer gets of a response, and what it gets when the server stops."""

import hashlib
import http.client
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.portal.web.conftest import StartServer
from tests.portal.web.peers import Server
from tests.waiting import eventually

pytestmark = pytest.mark.process
LARGE = b"".join(bytes([number % 251]) * (64 * 1024) for number in range(24 * 16))


def test_a_large_response_arrives_whole(server: Server) -> None:
    status, body = server.request("GET", "/large/24?whole")

    assert status == 200
    assert hashlib.sha256(body).digest() == hashlib.sha256(LARGE).digest()


def test_a_large_response_read_slowly_arrives_whole(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("GET", "/large/24?slowly", Connection="close")
        eventually((server.folder / "closed-slowly").exists)
        time.sleep(0.2)  # well below response_stall_seconds: the server has sent what fits
        response = http.client.HTTPResponse(peer.socket)
        response.begin()
        body = response.read()

    assert hashlib.sha256(body).digest() == hashlib.sha256(LARGE).digest()


def test_an_unread_response_is_given_up(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("GET", "/large/24?given-up")
        eventually((server.folder / "closed-given-up").exists)
        assert _spool_files(server)
        response = http.client.HTTPResponse(peer.socket)

        eventually(lambda: not _spool_files(server))

        response.begin()
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            response.read()


def test_a_response_that_fails_cannot_be_taken_for_whole(server: Server) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        server.request("GET", "/broken/100000")


def test_a_failure_before_the_first_byte_is_a_500(server: Server) -> None:
    assert server.request("GET", "/broken/0") == (500, b"Internal Server Error")


def test_a_head_has_no_body(server: Server) -> None:
    assert server.request("HEAD", "/echo") == (200, b"")


def test_a_stop_answers_who_waits(start_server: StartServer) -> None:
    server = start_server()
    with server.peer() as waiting, server.peer() as sending:
        waiting.send_head("GET", "/stop")
        sending.send_head("POST", "/echo", Content_Length=3)
        sending.send(b"o")
        eventually((server.folder / "waiting").exists)

        server.process.send_signal(signal.SIGTERM)

        assert waiting.status() == 200
        sending.send(b"ne")
        assert sending.status() == 200
    assert server.process.wait(30) == 0


def _spool_files(server: Server) -> list[str]:
    """The nameless files that the server's processes have open in its folder."""
    workers = psutil.Process(server.process.pid).children(recursive=True)
    links = [link for worker in workers for link in Path(f"/proc/{worker.pid}/fd").iterdir()]
    targets = [os.readlink(link) for link in links if link.is_symlink()]
    return [name for name in targets if name.startswith(str(server.folder)) and "deleted" in name]
