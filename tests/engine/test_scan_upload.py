import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.engine.operations import behaves, refused
from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web

SEND = "POST /api/fs-containers/:id/files"
PRESIGN = "GET /api/fs-containers/:id/presigned-upload"


@pytest.fixture(scope="module")
def container(engine: Running) -> str:
    return f"/api/fs-containers/{engine.container(23)['id']}"


@behaves(SEND, "data_type=audio_url", "url")
def test_an_address_is_fetched_and_scanned(
    engine: Running, container: str, sounds: Sounds, web: Web
) -> None:
    url = web.add_file("a song.mp3", sounds.short) + "?token=secret"
    web.files["/a%20song.mp3?token=secret"] = sounds.short.read_bytes()
    new = engine.create(f"{container}/files", data_type="audio_url", url=url)
    assert (new["name"], new["uri"]) == ("a song.mp3", "audio_url:/a%20song.mp3")
    assert (new["url"], new["data_type"]) == (url, "audio_url")
    file = engine.wait_until_processed(f"{container}/files", new["id"])
    assert (file["state"], file["duration"]) == (-1, 6)


@behaves("state -2 of a scanned file")
def test_an_address_that_gives_nothing_is_state_minus_two(
    engine: Running, container: str, web: Web
) -> None:
    new = engine.create(f"{container}/files", data_type="audio_url", url=f"{web.url}/gone")
    file = engine.wait_until_processed(f"{container}/files", new["id"])
    assert (file["state"], file["error"]) == (-2, "The url answered 404.")


def test_what_is_not_audio_is_state_minus_two(
    engine: Running, container: str, tmp_path: Path
) -> None:
    text = tmp_path / "letter.wav"
    text.write_text("Dear sir")
    file = engine.wait_until_processed(
        f"{container}/files", engine.upload(f"{container}/files", text)["id"]
    )
    assert file["state"] == -2
    assert file["error"] == "The file is not in an audio format that is accepted."


@refused(SEND, "data_type=platforms")
@behaves("state -3 of a scanned file")
@pytest.mark.parametrize(
    ("url", "platform", "uri"),
    [
        (
            "https://www.youtube.com/watch?v=d_xYl5hpiRs",
            "youtube",
            "youtube:video:d_xYl5hpiRs",
        ),
        (
            "https://twitter.com/i/status/1439937773885079552",
            "twitter",
            "twitter:video:1439937773885079552",
        ),
        (
            "https://music.youtube.com/watch?list=1&v=abc&feature=share",
            "youtube",
            "youtube:video:abc",
        ),
        ("https://video.example.org/v/7/", "platforms", "platforms:video:7"),
        ("https://notyoutube.com/v/7", "platforms", "platforms:video:7"),
        ("https://audio.com/v/7", "platforms", "platforms:video:7"),
        ("http://audio_url.example/v/7", "platforms", "platforms:video:7"),
    ],
)
def test_a_platform_page_ends_in_an_error_that_says_why(
    engine: Running, container: str, url: str, platform: str, uri: str
) -> None:
    new = engine.create(f"{container}/files", data_type="platforms", url=url)
    assert (new["data_type"], new["uri"]) == (platform, uri)
    file = engine.wait_until_processed(f"{container}/files", new["id"])
    assert file["state"] == -3
    assert file["error"] == f"Pages of {platform} can't be fetched: this engine works offline."


@refused(SEND, "data_type=fingerprint")
def test_a_closed_fingerprint_is_state_minus_three(engine: Running, container: str) -> None:
    reply = engine.post(
        f"{container}/files", data={"data_type": "fingerprint"}, files={"file": ("a.lo", b"\1\2")}
    )
    assert reply.status_code == 201
    file = engine.wait_until_processed(f"{container}/files", reply.json()["data"]["id"])
    assert (file["state"], "closed" in file["error"]) == (-3, True)


@behaves(PRESIGN, "filename", "content_type")
@behaves(SEND, "key", "filename")
def test_a_presigned_upload_is_named_by_its_key(
    engine: Running, container: str, sounds: Sounds
) -> None:
    query = "presigned-upload?filename=中文 song.mp3&content_type=audio/mpeg"
    place = engine.get(f"{container}/{query}").json()["data"]
    assert place["method"] == "PUT"
    put = requests.put(
        place["presigned_url"], data=sounds.short.read_bytes(), headers=place["headers"], timeout=9
    )
    assert put.status_code == 200
    body = {"data_type": "audio", "key": place["key"], "filename": "中文 song.mp3"}
    new = engine.create(f"{container}/files", **body)
    assert new["uri"] == "audio:中文 song.mp3"
    assert engine.wait_until_processed(f"{container}/files", new["id"])["duration"] == 6
    again = engine.post(f"{container}/files", json=body)
    assert (again.status_code, list(again.json()["errors"])) == (422, ["key"])


def test_a_key_is_redeemed_once_by_many_at_a_time(engine: Running, container: str) -> None:
    query = "presigned-upload?filename=a.mp3&content_type=audio/mpeg"
    place = engine.get(f"{container}/{query}").json()["data"]
    requests.put(place["presigned_url"], data=b"x", headers=place["headers"], timeout=9)
    body = {"data_type": "audio", "key": place["key"]}
    with ThreadPoolExecutor(4) as pool, closing(database_of(engine)) as database:
        # All of them have read the key before one of them can write.
        database.execute("BEGIN IMMEDIATE")
        sent = [pool.submit(engine.post, f"{container}/files", json=body) for _ in range(4)]
        time.sleep(1)
        database.execute("COMMIT")
    assert sorted(each.result().status_code for each in sent) == [201, 422, 422, 422]


def database_of(engine: Running) -> sqlite3.Connection:
    return sqlite3.connect(engine.folder / "engine/engine.sqlite3", isolation_level=None)


def test_a_presigned_address_takes_only_what_was_signed(
    engine: Running, container: str, sounds: Sounds
) -> None:
    place = engine.get(f"{container}/presigned-upload?filename=a.mp3").json()["data"]
    address, headers = place["presigned_url"], place["headers"]
    assert requests.put(address, data=b"x", headers={}, timeout=9).status_code == 403
    forged = address[:-1] + ("0" if address[-1] != "0" else "1")
    assert requests.put(forged, data=b"x", headers=headers, timeout=9).status_code == 403
    assert requests.post(address, data=b"x", headers=headers, timeout=9).status_code == 405
    for body in (
        {"data_type": "audio", "key": place["key"]},
        {"data_type": "audio", "key": "fs/1/../../etc/passwd"},
    ):
        assert engine.post(f"{container}/files", json=body).status_code == 422


def test_unknown_form_fields_are_tolerated(engine: Running, container: str, sounds: Sounds) -> None:
    fields = {"notification_url": "https://example.com", "metadata": json.dumps({"a": 1})}
    assert engine.upload(f"{container}/files", sounds.short, **fields)["state"] == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "data_type"),
        ({"data_type": "spotify"}, "data_type"),
        ({"data_type": "audio"}, "file"),
        ({"data_type": "audio_url"}, "url"),
        ({"data_type": "platforms", "url": "youtube"}, "url"),
        ({"data_type": "audio_url", "url": "gopher://x/y"}, "url"),
        ({"data_type": "audio_url", "url": "http://x/y", "engine": 9}, "engine"),
    ],
)
def test_nonsense_is_refused_by_field(
    engine: Running, container: str, fields: dict[str, object], named: str
) -> None:
    reply = engine.post(f"{container}/files", json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [named])


def test_an_empty_recording_is_refused(engine: Running, container: str) -> None:
    reply = engine.post(
        f"{container}/files", data={"data_type": "audio"}, files={"file": ("a.mp3", b"")}
    )
    assert reply.status_code == 422
