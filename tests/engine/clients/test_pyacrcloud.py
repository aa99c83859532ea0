"""The official recognition SDK, pyacrcloud 1.0.12 from PyPI, as it is."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.engine.clients.environments import environment
from tests.engine.clients.tls import Authority, Front
from tests.engine.sounds import Sounds

pytestmark = pytest.mark.client

PROGRAM = """
import json, sys
from acrcloud.recognizer import ACRCloudRecognizer
config, act, path, more = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
recognizer = ACRCloudRecognizer(config)
sound = open(path, "rb").read() if act.endswith("buffer") else path
print(getattr(recognizer, act)(sound, 20, 10, **json.loads(more[0])))
"""


@pytest.fixture(scope="module")
def config(https: Front, kiln_project: dict[str, Any]) -> dict[str, Any]:
    return {
        "host": f"localhost:{https.port}",
        "access_key": kiln_project["access_key"],
        "access_secret": kiln_project["access_secret"],
        "timeout": 30,
    }


def ask(
    authority: Authority,
    config: dict[str, Any],
    act: str,
    path: Path,
    *,
    zone: str = "",
    **more: int,
) -> dict[str, Any]:
    program = environment("pyacrcloud==1.0.12") / "python"
    done = subprocess.run(
        [program, "-W", "ignore", "-c", PROGRAM, json.dumps(config), act, path, json.dumps(more)],
        env={"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(authority.file), "TZ": zone},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("zone", ["", "Asia/Shanghai"])
@pytest.mark.parametrize("act", ["recognize_audio", "recognize_audio_buffer"])
@pytest.mark.parametrize("audio_type", [0, 1])
def test_its_recoded_sample_finds_the_piece(
    authority: Authority,
    config: dict[str, Any],
    kiln: dict[str, Any],
    sounds: Sounds,
    zone: str,
    act: str,
    audio_type: int,
) -> None:
    file = sounds.piece_file("kiln")
    reply = ask(authority, config, act, file, zone=zone, audio_type=audio_type)
    assert reply["status"]["code"] == 0, reply
    assert reply["metadata"]["custom_files"][0]["acrid"] == kiln["acr_id"]


def test_its_closed_fingerprint_gets_the_honest_code(
    authority: Authority, config: dict[str, Any], sounds: Sounds
) -> None:
    reply = ask(authority, config, "recognize_by_file", sounds.piece_file("kiln"))
    assert reply["status"]["code"] == 3006


def test_a_wrong_secret_gets_3014(
    authority: Authority, config: dict[str, Any], sounds: Sounds
) -> None:
    forged = {**config, "access_secret": "0" * 40}
    reply = ask(authority, forged, "recognize_by_file", sounds.piece_file("kiln"))
    assert reply["status"]["code"] == 3014
