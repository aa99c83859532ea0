from typing import Any

import pytest
import requests

from tests.engine.operations import behaves, refused
from tests.engine.running import Running
from tests.engine.signing import identify, signature, signed_fields
from tests.engine.sounds import Sounds

IDENTIFY = "POST /v1/identify"


@behaves(IDENTIFY, "status 1001")
def test_what_no_bucket_holds_is_no_result(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    reply = identify(engine, kiln_project, sounds.noise.read_bytes())
    assert reply == {"status": {"msg": "No result", "code": 1001, "version": "1.0"}}


@behaves(IDENTIFY, "status 2004")
@pytest.mark.parametrize("sample", [b"", b"not audio " * 300, b"\0" * 5000])
def test_a_sample_without_sound_is_2004(
    engine: Running, kiln_project: dict[str, Any], sample: bytes
) -> None:
    reply = identify(engine, kiln_project, sample)
    assert reply["status"]["code"] == 2004
    assert reply["status"]["msg"] == "Can't generate fingerprint"


@behaves(IDENTIFY, "status 3001")
def test_an_unknown_key_is_3001_even_with_an_empty_sample(
    engine: Running, kiln_project: dict[str, Any]
) -> None:
    stranger = {**kiln_project, "access_key": "0" * 32}
    assert identify(engine, stranger, b"")["status"]["code"] == 3001
    reply = requests.post(f"{engine.url}/v1/identify", data={"a": "b"}, timeout=10)
    assert reply.json()["status"]["code"] == 3001


@behaves(IDENTIFY, "status 3014")
def test_a_wrong_secret_is_3014(engine: Running, kiln_project: dict[str, Any]) -> None:
    forger = {**kiln_project, "access_secret": "0" * 40}
    assert identify(engine, forger, b"")["status"]["code"] == 3014


def test_every_signed_value_is_protected(engine: Running, kiln_project: dict[str, Any]) -> None:
    for name in ("data_type", "signature_version", "timestamp"):
        fields = {**signed_fields(kiln_project), name: "7"}
        reply = requests.post(f"{engine.url}/v1/identify", data=fields, timeout=10)
        assert reply.json()["status"]["code"] == 3014


@behaves(IDENTIFY, "status 3006")
@pytest.mark.parametrize("missing", ["signature", "timestamp", "data_type", "signature_version"])
def test_a_missing_field_is_3006_and_named(
    engine: Running, kiln_project: dict[str, Any], missing: str
) -> None:
    fields = {name: value for name, value in signed_fields(kiln_project).items() if name != missing}
    reply = requests.post(f"{engine.url}/v1/identify", data=fields, timeout=10).json()
    assert reply["status"]["code"] == 3006
    assert missing in reply["status"]["msg"]


@refused(IDENTIFY, "data_type=fingerprint", "sample_hum")
def test_a_closed_fingerprint_is_3006(engine: Running, kiln_project: dict[str, Any]) -> None:
    reply = identify(engine, kiln_project, b"\x01\x02" * 1300, data_type="fingerprint")
    assert reply["status"]["code"] == 3006
    assert "closed" in reply["status"]["msg"]
    fields = signed_fields(kiln_project, data_type="fingerprint", sample_hum="abc")
    reply = requests.post(f"{engine.url}/v1/identify", data=fields, timeout=10).json()
    assert (reply["status"]["code"], "humming" in reply["status"]["msg"]) == (3006, True)


def test_no_sample_at_all_is_3006(engine: Running, kiln_project: dict[str, Any]) -> None:
    assert identify(engine, kiln_project, None)["status"]["code"] == 3006


@behaves(IDENTIFY, "status 3016")
def test_more_than_five_megabytes_is_3016(engine: Running, kiln_project: dict[str, Any]) -> None:
    assert identify(engine, kiln_project, b"x" * 5_300_000)["status"]["code"] == 3016
    assert identify(engine, kiln_project, b"x" * 9_000_000)["status"]["code"] == 3016


@behaves(IDENTIFY, "status 3002")
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
def test_another_content_type_is_3002(engine: Running, kind: str) -> None:
    reply = requests.post(
        f"{engine.url}/v1/identify", data=b"{}", headers={"Content-Type": kind}, timeout=10
    )
    assert (reply.status_code, reply.json()["status"]["code"]) == (200, 3002)


def test_the_signature_helper_is_not_too_kind(kiln_project: dict[str, Any]) -> None:
    fields = signed_fields(kiln_project)
    assert signature(kiln_project, fields) == fields["signature"]
    assert signature(kiln_project, {**fields, "timestamp": "1"}) != fields["signature"]
