"""The engine doesn't go wherever customers send it."""

import socket
import time

import pytest
import urllib3
from django.test import override_settings

from engine.deadline import Deadline
from engine.outgoing import Unanswered, answer, called
from engine.reach import Destination, OutOfReach, allowed, destination, public
from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web, dripping


@pytest.fixture
def narrow() -> override_settings:
    return override_settings(PUBLIC_URL="http://127.0.0.1:8123", ENGINE_REACH=["https://10.0.0.7"])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://１２７.0.0.1/",
        "http://127.0.0.1:8124/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0.0.0.0/",
        "http://localhost:8000/",
        "http://10.0.0.7/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1:8123/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:8123/a b",
        "http:///x",
        "nonsense",
    ],
)
def test_private_and_odd_addresses_are_refused(narrow: override_settings, url: str) -> None:
    with narrow, pytest.raises(OutOfReach):
        destination(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123/hooks/fs/x?y=1", "https://10.0.0.7/"])
def test_the_portal_and_what_is_listed_are_allowed(narrow: override_settings, url: str) -> None:
    with narrow:
        assert destination(url).target.startswith("/")


def test_the_scheme_and_port_are_part_of_what_is_allowed(narrow: override_settings) -> None:
    with narrow:
        assert allowed("https", "10.0.0.7", 443)
        assert not allowed("http", "10.0.0.7", 443)
        assert not allowed("https", "10.0.0.7", 8443)


@pytest.mark.parametrize(
    ("address", "is_public"), [("93.184.216.34", True), ("2606:4700::1", True), ("fd00::1", False)]
)
def test_public_addresses_are_told_from_private(address: str, is_public: bool) -> None:
    assert public(address) is is_public


def test_a_name_in_other_letters_becomes_ascii(narrow: override_settings) -> None:
    with narrow:
        assert destination("http://１２７.0.0.1:8123/").authority == "127.0.0.1:8123"


def test_the_next_address_of_a_name_is_tried_when_one_takes_no_connection(web: Web) -> None:
    port = int(web.url.rpartition(":")[2])
    where = Destination("http", "localhost", port, ("127.0.0.2", "127.0.0.1"), "/empty.mp3")
    with Deadline(10) as deadline:
        reply = answer("GET", where, None, {}, urllib3.Timeout(5), deadline)
        assert reply.status == 200
        reply.close()


def test_every_address_of_a_name_may_be_called(narrow: override_settings) -> None:
    found = {entry[4][0] for entry in socket.getaddrinfo("localhost", 80)}
    with narrow, override_settings(ENGINE_REACH=["*"]):
        assert set(destination("http://localhost/").addresses) == found


@pytest.mark.parametrize("length", [b"", b"Content-Length: 100000\r\n"])
def test_a_body_that_drips_ends_at_the_deadline(length: bytes) -> None:
    began = time.monotonic()
    with (
        dripping(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n") as url,
        override_settings(ENGINE_REACH=["*"]),
        pytest.raises(Unanswered, match="no answer in time"),
        called("GET", url, timeout=urllib3.Timeout(5), within=1) as reply,
    ):
        for _ in reply.stream(256 * 1024):
            pass
    assert time.monotonic() - began < 3


def test_an_engine_of_its_own_fetches_nothing_private(
    own: Running, sounds: Sounds, web: Web
) -> None:
    own.environment |= {"ENGINE_REACH": "", "PUBLIC_URL": "http://127.0.0.1:8123"}
    own.prepare()
    own.start()
    path = f"/api/buckets/{own.bucket()['id']}/files"
    new = own.made(path, data_type="audio_url", url=web.put("a.mp3", sounds.short))
    file = own.settled(path, new["id"])
    assert file["state"] == -1
    assert "private address" in file["error"]
