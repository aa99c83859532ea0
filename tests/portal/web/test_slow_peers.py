"""A peer that sends or reads slowly hinders nobody but itself."""

import time
from contextlib import ExitStack

import pytest

from tests.portal.web.conftest import StartServer
from tests.portal.web.peers import KNOWN, LIMITS, THREADS, Peer, Server, slow_bodies
from tests.waiting import eventually

pytestmark = pytest.mark.process
OTHER = "127.0.0.2"


def drip(peer: Peer, block: bytes, pause: float) -> None:
    """Send blocks until the server answers or ends the connection."""
    while not peer.is_answered():
        try:
            peer.send(block)
        except OSError:
            return
        time.sleep(pause)


def test_a_body_without_a_byte_for_too_long_is_cut(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Content_Length=1000)
        peer.send(b"x")

        assert peer.status() == 408


def test_a_strangers_body_must_be_there_soon(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Content_Length=1_000_000)
        begun = time.monotonic()
        # Fast enough for a known sender.
        drip(peer, bytes(8 * 1024), 0.2)

        assert peer.status() == 408
        assert time.monotonic() - begun >= LIMITS.stranger_seconds


def test_what_was_sent_fast_is_no_credit_for_dripping(server: Server) -> None:
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Content_Length=8_000_000, Authorization=KNOWN)
        peer.send(bytes(1_500_000))
        drip(peer, b"x", 0.2)

        assert peer.status() == 408


def test_a_steady_slow_sender_is_not_cut(server: Server) -> None:
    block, count = bytes(20 * 1024), 40
    with server.peer() as peer:
        peer.send_head("POST", "/echo", Content_Length=len(block) * count, Authorization=KNOWN)
        for _ in range(count):
            peer.send(block)
            time.sleep(0.15)

        assert peer.status() == 200


def test_an_address_loses_its_oldest_slow_requests_and_nobody_elses(
    patient_server: Server,
) -> None:
    server, ceiling = patient_server, LIMITS.unfinished_per_address
    with ExitStack() as stack:
        mine = stack.enter_context(server.peer())
        mine.send_head("POST", "/echo", Content_Length=3)
        theirs = [stack.enter_context(server.peer(OTHER)) for _ in range(3 * ceiling)]
        for peer in theirs:
            peer.send_head("POST", "/echo", Content_Length=4)
            peer.send(b"o")

        def is_down_to_the_ceiling() -> bool:
            # Whatever they send next, once their grace is over, ends those above the ceiling.
            server.request("POST", "/echo", b"new", address=OTHER)
            return sum(not peer.is_answered() for peer in theirs) < ceiling

        eventually(is_down_to_the_ceiling)
        cut = [peer for peer in theirs if peer.is_answered()]
        kept = [peer for peer in theirs if peer not in cut]
        assert len(kept) == ceiling - 1
        assert {peer.status() for peer in cut} == {408}
        for peer in (mine, *kept):
            peer.send(b"one")
        assert {peer.status() for peer in (mine, *kept)} == {200}


def test_a_burst_of_whole_requests_is_never_refused(server: Server) -> None:
    with ExitStack() as stack:
        peers = [stack.enter_context(server.peer(OTHER)) for _ in range(200)]
        for peer in peers:
            peer.send(b"POST /hooks/echo HTTP/1.1\r\nHost: portal\r\nContent-Length: 2\r\n\r\n{}")

        assert {peer.status() for peer in peers} == {200}


def test_a_trusted_proxy_has_no_ceiling(start_server: StartServer) -> None:
    server = start_server(FRONT_PROXIES=OTHER, FRONT_PATIENT="1")
    with ExitStack() as stack:
        count = 2 * LIMITS.unfinished_per_address
        peers = [stack.enter_context(server.peer(OTHER)) for _ in range(count)]
        for peer in peers:
            peer.send_head("POST", "/echo", Content_Length=3)
            peer.send(b"o")
        server.echo("GET", None)
        for peer in peers:
            peer.send(b"ne")

        assert {peer.status() for peer in peers} == {200}


def test_a_thousand_slow_bodies_hold_no_thread(patient_server: Server) -> None:
    server = patient_server
    with slow_bodies(server, ["/echo", "/hooks/echo"] * 500, OTHER):
        assert server.echo("POST", b"mine")["size"] == 4
        assert server.request("POST", "/hooks/echo", b"mine")[0] == 200


def test_who_does_not_read_a_large_response_holds_no_thread(server: Server) -> None:
    with ExitStack() as stack:
        peers = [stack.enter_context(server.peer(OTHER)) for _ in range(5 * THREADS)]
        for number, peer in enumerate(peers):
            peer.send_head("GET", f"/large/8?unread-{number}")

        for number in range(len(peers)):
            closed = server.folder / f"closed-unread-{number}"
            eventually(closed.exists)
        assert server.echo("POST", b"mine")["size"] == 4


def test_what_waits_in_threads_does_not_keep_callbacks_out(server: Server) -> None:
    with ExitStack() as stack:
        peers = [stack.enter_context(server.peer()) for _ in range(2 * THREADS)]
        for peer in peers:
            peer.send_head("GET", "/hold/release")
        eventually(lambda: len(list(server.folder.glob("holding-release-*"))) == THREADS)

        assert server.request("POST", "/hooks/echo", b"a callback")[0] == 200

        (server.folder / "release").touch()
        assert {peer.status() for peer in peers} == {200}
