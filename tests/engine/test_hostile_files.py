"""Files made to hurt cost one clear error each, and nothing else."""

import struct
from pathlib import Path

import pytest

from tests.engine.running import Running
from tests.engine.sounds import Sounds


def wav(claimed: int, data: bytes, rate: int = 8000) -> bytes:
    head = b"RIFF" + struct.pack("<I", 36 + claimed & 0xFFFFFFFF) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2 & 0xFFFFFFFF, 2, 16)
    return head + b"data" + struct.pack("<I", claimed & 0xFFFFFFFF) + data


def content(name: str, sounds: Sounds) -> bytes:
    mp3 = sounds.part("kiln", 0, 20).read_bytes()
    return {
        "playlist": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
        "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "noise": bytes(range(256)) * 4000,
        "zeros": bytes(2_000_000),
        "claims to be endless": wav(0xFFFFFFF0, b"\0\0" * 4000),
        "impossible rate": wav(4000, b"\0\0" * 2000, rate=0xFFFFFFFF),
        "header alone": mp3[:700],
        "flipped bits": bytes(b ^ 0x55 if n % 7 == 0 else b for n, b in enumerate(mp3)),
        "page": b"<!doctype html><title>x</title>" * 100,
        "zip": b"PK\x03\x04" + bytes(range(256)) * 100,
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "playlist",
        "concat",
        "noise",
        "zeros",
        "claims to be endless",
        "impossible rate",
        "header alone",
        "flipped bits",
        "page",
        "zip",
    ],
)
def test_a_hostile_file_ends_in_a_sentence(
    engine: Running, sounds: Sounds, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "hostile.mp3"
    file.write_bytes(content(name, sounds))
    files = f"/api/buckets/{engine.bucket()['id']}/files"
    scans = f"/api/fs-containers/{engine.container(23)['id']}/files"
    in_bucket, in_container = engine.upload(files, file), engine.upload(scans, file)
    reference = engine.wait_until_processed(files, in_bucket["id"])
    recording = engine.wait_until_processed(scans, in_container["id"])
    for end, failed in ((reference, (-1,)), (recording, (-2,))):
        # What can still be heard in a damaged file may be taken; anything else is said.
        if end["state"] in failed:
            assert end["error"].endswith(".")
            assert "/" not in end["error"]
        else:
            assert end["state"] in (1, -1)
            assert name in ("flipped bits", "header alone", "claims to be endless", "noise")
    assert engine.get("/api/buckets").ok


def test_a_truncated_file_is_taken_as_far_as_it_goes(
    engine: Running, sounds: Sounds, tmp_path: Path
) -> None:
    whole = sounds.piece_file("kiln").read_bytes()
    file = tmp_path / "half.mp3"
    file.write_bytes(whole[: len(whole) // 2])
    files = f"/api/buckets/{engine.bucket()['id']}/files"
    end = engine.wait_until_processed(files, engine.upload(files, file)["id"])
    assert end["state"] == 1
    assert end["duration"] == pytest.approx(32, abs=2)
