import json
import re
from pathlib import Path

import pytest

from tests.engine.operations import behaves, refused
from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds
from tests.engine.web import Web

UPLOAD = "POST /api/buckets/:id/files"


def nested(levels: int) -> str:
    """JSON of objects in each other, so many levels deep."""
    return '{"a": ' * (levels - 1) + "{}" + "}" * (levels - 1)


@pytest.fixture(scope="module")
def files(engine: Running) -> str:
    return f"/api/buckets/{engine.bucket()['id']}/files"


@behaves(UPLOAD, "data_type=audio", "file", "title", "user_defined", "audio_id")
def test_an_upload_is_accepted_at_once_and_becomes_ready(
    engine: Running, files: str, sounds: Sounds
) -> None:
    tags = {"artist": "Ashworth Four", "年": 2016, "a": None}
    fields = {"title": "Kiln “窑”", "user_defined": json.dumps(tags), "audio_id": "my-7"}
    new = engine.upload(files, sounds.short, **fields)
    assert new["state"] == 0
    assert re.fullmatch(r"\d+\.\d{6}", new["duration"])
    assert float(new["duration"]) == pytest.approx(6, abs=0.2)
    assert re.fullmatch(r"[0-9a-f]{32}", new["acr_id"])
    file = engine.wait_until_processed(files, new["id"])
    assert (file["state"], file["duration"]) == (1, 6)
    assert (file["title"], file["user_defined"], file["audio_id"]) == ("Kiln “窑”", tags, "my-7")
    assert list(file["user_defined"]) == list(tags)
    bucket = engine.get(files.removesuffix("/files")).json()["data"]
    assert (bucket["num"], bucket["size"]) == (1, "6")


@pytest.mark.parametrize("codec", ["wav", "ogg", "flac", "aac", "amr"])
def test_other_formats_become_ready_too(
    engine: Running, files: str, sounds: Sounds, codec: str
) -> None:
    new = engine.upload(files, sounds.part("kiln", 3, 5, codec))
    assert engine.wait_until_processed(files, new["id"])["state"] == 1


def test_a_file_without_a_title_is_called_by_its_name(
    engine: Running, files: str, sounds: Sounds
) -> None:
    name = "文" * 200 + ' "quoted" \\ ../../etc/passwd.mp3'
    new = engine.upload(files, sounds.short, file_name=name)
    assert new["title"] == "passwd"


@behaves(UPLOAD, "data_type=audio_url", "url")
@pytest.mark.parametrize("as_text", [False, True])
def test_an_address_is_fetched_by_the_worker(
    engine: Running, files: str, sounds: Sounds, web: Web, as_text: bool
) -> None:
    tags = {"artists": "artist"}
    new = engine.create(
        files,
        data_type="audio_url",
        title="by address",
        url=web.add_file("AEA 1.mp3", sounds.short),
        user_defined=json.dumps(tags) if as_text else tags,
    )
    assert (new["state"], new["duration"]) == (0, "0.000000")
    file = engine.wait_until_processed(files, new["id"])
    assert (file["state"], file["duration"], file["user_defined"]) == (1, 6, tags)


@behaves(UPLOAD, "data_type=acrid", "acrid")
def test_a_track_of_the_catalogue_is_added_by_its_acrid(demo: Running) -> None:
    track = demo.wait_until_processed("/api/buckets/23/files", first_id(demo, 23))
    path = f"/api/buckets/{demo.bucket()['id']}/files"
    new = demo.create(path, data_type="acrid", acrid=track["acr_id"])
    assert (new["acr_id"], new["title"]) == (track["acr_id"], track["title"])
    assert demo.wait_until_processed(path, new["id"])["state"] == 1
    again = demo.post(path, json={"data_type": "acrid", "acrid": track["acr_id"]})
    assert again.status_code == 409


def test_an_acrid_the_catalogue_does_not_have_is_refused(engine: Running, files: str) -> None:
    reply = engine.post(files, json={"data_type": "acrid", "acrid": "0" * 32})
    assert (reply.status_code, list(reply.json()["errors"])) == (422, ["acrid"])


@refused(UPLOAD, "data_type=fingerprint")
def test_a_closed_fingerprint_ends_in_an_error_that_says_so(engine: Running, files: str) -> None:
    reply = engine.post(
        files,
        data={"data_type": "fingerprint", "title": "closed"},
        files={"file": ("test.lo", b"\x01\x02\x03" * 900)},
    )
    assert reply.status_code == 200
    file = engine.wait_until_processed(files, reply.json()["data"]["id"])
    assert file["state"] == -1
    assert "closed" in file["error"]


def test_what_is_not_audio_ends_in_an_error_that_says_so(
    engine: Running, files: str, tmp_path: Path
) -> None:
    text = tmp_path / "letter.mp3"
    text.write_text("Dear sir, " * 1000)
    file = engine.wait_until_processed(files, engine.upload(files, text)["id"])
    assert (file["state"], file["duration"]) == (-1, 0)
    assert file["error"] == "The file is not in an audio format that is accepted."


@pytest.mark.parametrize("url", ["/missing.mp3", "/loop", "/empty.mp3"])
def test_an_address_that_gives_no_file_ends_in_an_error(
    engine: Running, files: str, web: Web, url: str
) -> None:
    new = engine.create(files, data_type="audio_url", url=web.url + url)
    file = engine.wait_until_processed(files, new["id"])
    assert file["state"] == -1
    assert file["error"].startswith("The url")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "data_type"),
        ({"data_type": "isrc"}, "data_type"),
        ({"data_type": "audio"}, "file"),
        ({"data_type": "audio_url"}, "url"),
        ({"data_type": "audio_url", "url": "file:///etc/passwd"}, "url"),
        ({"data_type": "acrid"}, "acrid"),
        ({"data_type": "audio_url", "url": "http://h/x", "user_defined": "[1]"}, "user_defined"),
        ({"data_type": "audio_url", "url": "http://h/x", "user_defined": "{"}, "user_defined"),
        (
            {"data_type": "audio_url", "url": "http://h/x", "user_defined": nested(65)},
            "user_defined",
        ),
        ({"data_type": "audio_url", "url": "http://h/x", "title": "x" * 1001}, "title"),
    ],
)
def test_nonsense_is_refused_by_field(
    engine: Running, files: str, fields: dict[str, str], named: str
) -> None:
    reply = engine.post(files, json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [named])


def test_the_deepest_user_defined_is_shown_whole_in_a_match(
    engine: Running, sounds: Sounds
) -> None:
    bucket = engine.bucket()["id"]
    path = f"/api/buckets/{bucket}/files"
    new = engine.upload(path, sounds.piece_file("kiln"), user_defined=nested(64))
    assert engine.wait_until_processed(path, new["id"])["state"] == 1
    reply = identify(engine, engine.project(bucket), sounds.part("kiln", 20, 10).read_bytes())
    (match,) = reply["metadata"]["custom_files"]
    assert match["a"] == json.loads(nested(64))["a"]


def test_an_empty_file_is_refused(engine: Running, files: str) -> None:
    reply = engine.post(files, data={"data_type": "audio"}, files={"file": ("a.mp3", b"")})
    assert (reply.status_code, reply.json()["errors"]) == (422, {"file": ["The file is empty."]})


def test_a_live_bucket_holds_no_files(engine: Running, sounds: Sounds) -> None:
    bucket = engine.bucket(type="Live")["id"]
    reply = engine.post(
        f"/api/buckets/{bucket}/files",
        data={"data_type": "audio"},
        files={"file": ("a.mp3", sounds.short.read_bytes())},
    )
    assert (reply.status_code, list(reply.json()["errors"])) == (422, ["bucket_id"])


def test_a_broken_multipart_body_is_a_400(engine: Running, files: str) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert engine.post(files, data=b"--x\r\nnonsense", headers=headers).status_code == 400


def first_id(engine: Running, bucket: int) -> int:
    return int(engine.get(f"/api/buckets/{bucket}/files").json()["data"][0]["id"])
