import base64
from typing import Any

import numpy as np
import pytest
import requests

from tests.engine.operations import behaves
from tests.engine.running import Running
from tests.engine.signing import identify, signed_fields
from tests.engine.sounds import Sounds

IDENTIFY = "POST /v1/identify"


@pytest.mark.parametrize(
    "timestamp",
    ["1579402708.123", "1579402708", "1579402708123", "-28800", "0", "next tuesday"],
)
def test_the_timestamp_is_signed_and_not_judged(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds, timestamp: str
) -> None:
    sample = sounds.part("kiln", 20, 10).read_bytes()
    assert identify(engine, kiln_project, sample, timestamp=timestamp)["status"]["code"] == 0


@behaves(IDENTIFY, "urlencoded base64 sample")
@pytest.mark.parametrize("spoil", ["", "spaces", "padding"])
def test_an_urlencoded_sample_comes_as_base64(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds, spoil: str
) -> None:
    text = base64.b64encode(sounds.part("kiln", 20, 10).read_bytes()).decode()
    text = text.replace("+", " ") if spoil == "spaces" else text
    text = text.rstrip("=") if spoil == "padding" else text
    reply = requests.post(
        f"{engine.url}/v1/identify",
        data={**signed_fields(kiln_project), "sample": text},
        timeout=60,
    )
    assert reply.json()["status"]["code"] == 0


@pytest.mark.parametrize(
    ("disposition", "header", "boundary"),
    [
        ('form-data; name="sample"', "multipart/form-data; boundary={}", "usual"),
        ("form-data; name=sample", 'multipart/form-data;boundary="{}"', "*****"),
        ('form-data; name="sample"; filename="x"', "Multipart/Form-Data;Boundary={}", "---*-7"),
    ],
)
def test_odd_multipart_is_read_and_samples_without_a_file_name_stay_whole(
    engine: Running,
    kiln_project: dict[str, Any],
    sounds: Sounds,
    disposition: str,
    header: str,
    boundary: str,
) -> None:
    sample = sounds.part("kiln", 20, 10, "wav").read_bytes()
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in signed_fields(kiln_project).items()
    ]
    parts.append(
        f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n".encode()
        + sample
        + f"\r\n--{boundary}--\r\n".encode()
    )
    reply = requests.post(
        f"{engine.url}//v1/identify",
        data=b"".join(parts),
        headers={"Content-Type": header.format(boundary)},
        timeout=60,
    )
    assert reply.json()["status"]["code"] == 0


def test_a_large_sample_without_a_file_name_is_read(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    sample = sounds.piece_file("kiln", "wav").read_bytes()
    assert len(sample) > 2_600_000
    files = {"sample": (None, sample)}
    reply = requests.post(
        f"{engine.url}/v1/identify",
        data=signed_fields(kiln_project),
        files=files,
        headers={"Expect": "100-continue"},
        timeout=60,
    )
    assert reply.json()["status"]["code"] == 0


def test_extra_fields_and_a_trailing_newline_change_nothing(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    fields = signed_fields(kiln_project, timestamp="1")
    fields |= {"signature": fields["signature"] + "\n", "my_param": "x", "sample_bytes": "-1"}
    reply = requests.post(
        f"{engine.url}/v1/identify",
        data=fields,
        files={"sample": ("a", sounds.part("kiln", 20, 10).read_bytes())},
        timeout=60,
    )
    assert reply.json()["status"]["code"] == 0


@behaves(IDENTIFY, "audio_format", "sample_rate", "audio_channels")
def test_raw_pcm_is_heard_by_its_stated_form(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    samples = sounds.samples("kiln")[20 * 22_050 : 30 * 22_050]
    pcm = np.repeat((samples * 32_000).astype("<i2"), 2).tobytes()
    form = {"audio_format": "pcm", "sample_rate": "22050", "audio_channels": "2"}
    assert identify(engine, kiln_project, pcm, **form)["status"]["code"] == 0
    odd = identify(engine, kiln_project, pcm, **{**form, "sample_rate": "many"})
    assert odd["status"]["code"] == 3006


@pytest.mark.parametrize("version", ["2", "10"])
def test_the_signature_version_is_signed_as_submitted(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds, version: str
) -> None:
    sample = sounds.part("kiln", 20, 10).read_bytes()
    assert identify(engine, kiln_project, sample, signature_version=version)["status"]["code"] == 0
