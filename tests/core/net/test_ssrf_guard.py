"""The server doesn't call whatever address customers name."""

import socket

import pytest

from core.net.ssrf_guard import AddressRefusedError, SsrfGuard, is_public

GUARD = SsrfGuard(("http://127.0.0.1:8123", "https://10.0.0.7"), setting="ENGINE_REACH")
OPEN_GUARD = SsrfGuard(("*",), setting="ENGINE_REACH")


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
        "http://[fec0::1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
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
def test_private_and_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        GUARD.check(url)


def test_a_refusal_names_the_setting() -> None:
    with pytest.raises(AddressRefusedError, match="is a private address; see ENGINE_REACH"):
        GUARD.check("http://192.168.1.1/")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123/hooks/fs/x?y=1", "https://10.0.0.7/"])
def test_allowed_origins_may_be_called(url: str) -> None:
    assert GUARD.check(url).target.startswith("/")


def test_the_scheme_and_port_are_part_of_an_allowed_origin() -> None:
    assert GUARD.is_allowed("https", "10.0.0.7", 443)
    assert not GUARD.is_allowed("http", "10.0.0.7", 443)
    assert not GUARD.is_allowed("https", "10.0.0.7", 8443)


@pytest.mark.parametrize(
    ("address", "public"), [("93.184.216.34", True), ("2606:4700::1", True), ("fd00::1", False)]
)
def test_public_addresses_are_told_from_private(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_in_other_letters_becomes_ascii() -> None:
    assert GUARD.check("http://１２７.0.0.1:8123/").authority == "127.0.0.1:8123"


def test_every_address_of_a_name_may_be_called() -> None:
    addresses = {entry[4][0] for entry in socket.getaddrinfo("localhost", 80)}
    assert set(OPEN_GUARD.check("http://localhost/").addresses) == addresses
