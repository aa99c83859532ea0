"""The signed request, as it leaves the portal."""

import pytest

from core.clients.errors import UnreadableReplyError
from core.clients.identify.request import (
    ProjectKey,
    identify_url,
    request_identification,
    signature,
)
from tests.core.clients.stub_remote import stub_remote

KEY = ProjectKey("4e1e7f0c9d5b4c2a8f3e6d1b0a9c8e7f", "SecretOfThisProject1234567890abcdefghijkl")


def test_signature_is_the_one_that_openssl_makes_of_the_documented_string() -> None:
    assert signature(KEY, timestamp="1579402708") == "6YEsxFjSovJ0zBFMErrB9a/6YAo="


def test_request_carries_every_documented_field_and_the_sample_as_it_is() -> None:
    with stub_remote() as remote:
        remote.answer = b'{"status": {"code": 1001, "msg": "No result", "version": "1.0"}}'
        request_identification(
            base_url=remote.url, region="eu-west-1", key=KEY, sample=b"RIFF\0\xff", timeout=5
        )

    assert remote.paths == ["/v1/identify"]
    (body,) = remote.bodies
    for name in ("access_key", "timestamp", "signature", "data_type", "signature_version"):
        assert f'name="{name}"'.encode() in body
    assert (
        b'name="sample"; filename="sample.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF\0\xff\r\n'
        in body
    )
    assert b'name="sample_bytes"\r\n\r\n6\r\n' in body
    assert KEY.access_secret.encode() not in body


def test_region_of_the_project_decides_the_host() -> None:
    cloud = "https://identify-{region}.acrcloud.com"
    assert identify_url(cloud, "us-west-2") == "https://identify-us-west-2.acrcloud.com/v1/identify"
    assert (
        identify_url("http://127.0.0.1:8001/", "us-west-2") == "http://127.0.0.1:8001/v1/identify"
    )


@pytest.mark.parametrize("region", ["", "evil.example/", "a@b", "EU", "x" * 41])
def test_region_that_is_no_part_of_a_host_is_not_called(region: str) -> None:
    with pytest.raises(UnreadableReplyError):
        identify_url("https://identify-{region}.acrcloud.com", region)


def test_key_shows_in_no_traceback() -> None:
    assert KEY.access_secret not in repr(KEY)
    assert KEY.access_key not in repr(KEY)
