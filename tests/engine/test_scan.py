"""A recording goes through a container: what plays when."""

import os
import uuid
import wave
from pathlib import Path
from typing import Any

import pytest

from engine.demo.broadcast import demo_recording
from tests.engine.operations import behaves, shape_only
from tests.engine.running import Running
from tests.engine.sounds import PIECES, Sounds

SEND = "POST /api/fs-containers/:id/files"


@pytest.fixture(scope="session")
def scanned(demo: Running) -> dict[str, Any]:
    """The demo account's radio recording."""
    (container,) = demo.get("/api/fs-containers").json()["data"]
    path = f"/api/fs-containers/{container['id']}/files"
    (file,) = demo.get(path).json()["data"]
    return demo.wait_until_processed(path, file["id"])


@behaves("GET /api/fs-containers/:id/files/:ids")
def test_a_scanned_file_is_shown_in_the_documented_form(scanned: dict[str, Any]) -> None:
    assert str(uuid.UUID(scanned["id"])) == scanned["id"]
    assert {name: scanned[name] for name in scanned if name not in ("id", "results")} == {
        "uid": 1,
        "cid": 1,
        "name": "radio-recording.mp3",
        "duration": 180,
        "uri": "audio:radio-recording.mp3",
        "url": "",
        "data_type": "audio",
        "engine": 1,
        "count": 0,
        "total": 0,
        "state": 1,
        "music_detected": 1,
        "created_at": scanned["created_at"],
        "updated_at": scanned["updated_at"],
    }


@behaves("POST /api/fs-containers", "policy.type=traverse", "engine=1")
def test_every_piece_of_a_broadcast_is_found_where_it_plays(scanned: dict[str, Any]) -> None:
    found = [*scanned["results"]["music"], *scanned["results"]["custom_files"]]
    by_title = {item["result"]["title"]: item for item in found}
    truth = demo_recording().segments
    assert len(found) == len(by_title) == len(truth)
    for segment in truth:
        item = by_title[PIECES[segment.slug].title]
        assert item["type"] == "traverse"
        assert item["offset"] == pytest.approx(segment.begin, abs=1)
        assert item["played_duration"] == pytest.approx(segment.end - segment.begin, abs=2.5)
        begin = item["result"]["db_begin_time_offset_ms"] / 1000
        assert begin - item["offset"] == pytest.approx(
            segment.begin_in_piece - segment.begin, abs=0.15
        )
        assert item["result"]["sample_begin_time_offset_ms"] == 0


def test_catalogue_tracks_and_own_files_have_their_documented_sections(
    scanned: dict[str, Any],
) -> None:
    music = {item["result"]["title"]: item["result"] for item in scanned["results"]["music"]}
    track = music["Sobremesa"]
    assert track["artists"] == [{"name": "Niño Corazón Trío"}]
    assert (track["result_from"], track["external_metadata"]) == (1, [])
    own = {item["result"]["title"]: item["result"] for item in scanned["results"]["custom_files"]}
    file = own["Tidewater"]
    assert isinstance(file["bucket_id"], str)
    assert (file["artist"], file["audio_id"]) == ("The Quiet Engines", "XXDMO1900001")


@pytest.fixture(scope="module")
def searched(engine: Running, kiln: dict[str, Any]) -> int:
    return int(kiln["bucket_id"])


@behaves(SEND, "data_type=audio", "file", "name")
@behaves("POST /api/fs-containers", "policy.type=points", "policy.points", "policy.interval")
@behaves("POST /api/fs-containers", "policy.rec_length")
@pytest.mark.parametrize(
    ("policy", "starts"),
    [
        ({"type": "points", "points": 2}, [11, 43]),
        ({"type": "traverse", "interval": 20, "rec_length": 10}, [0, 30]),
    ],
)
def test_a_policy_says_where_to_listen(
    engine: Running, searched: int, sounds: Sounds, policy: dict[str, Any], starts: list[int]
) -> None:
    path = f"/api/fs-containers/{engine.container(searched, policy=policy)['id']}/files"
    new = engine.upload(path, sounds.piece_file("kiln"), name="my name")
    assert (new["state"], new["name"], new["uri"]) == (0, "my name", "audio:kiln.mp3")
    file = engine.wait_until_processed(path, new["id"])
    items = file["results"]["custom_files"]
    assert {item["type"] for item in items} == {policy["type"]}
    for start in starts:
        assert any(item["offset"] == pytest.approx(start, abs=1) for item in items)
    assert all(item["played_duration"] <= 10.5 for item in items)


@behaves("state -1 of a scanned file")
def test_a_recording_of_nothing_known_has_no_results(
    engine: Running, searched: int, sounds: Sounds
) -> None:
    path = f"/api/fs-containers/{engine.container(searched)['id']}/files"
    file = engine.wait_until_processed(path, engine.upload(path, sounds.noise)["id"])
    assert (file["state"], file["results"], file["duration"]) == (-1, None, 12)


@shape_only("POST /api/fs-containers", "engine=2", "engine=3", "engine=4", "engine=5")
@shape_only(SEND, "engine")
@pytest.mark.parametrize(
    ("number", "section", "state"),
    [(2, "cover_songs", -1), (3, "cover_songs", 1), (4, "speech", -1), (5, "ai_detection", -1)],
)
def test_engines_that_are_not_here_answer_with_an_empty_section(
    engine: Running, searched: int, sounds: Sounds, number: int, section: str, state: int
) -> None:
    path = f"/api/fs-containers/{engine.container(searched)['id']}/files"
    new = engine.upload(path, sounds.part("kiln", 20, 12), engine=str(number))
    assert new["engine"] == number
    file = engine.wait_until_processed(path, new["id"])
    assert (file["state"], file["results"][section]) == (state, [])
    assert ("custom_files" in file["results"]) == (number == 3)


@shape_only("POST /api/fs-containers", "music_detection=1", "ai_detection=1", "deepright=1")
def test_detections_that_are_not_here_answer_with_an_empty_section(
    engine: Running, searched: int, sounds: Sounds
) -> None:
    flags = {"music_detection": 1, "ai_detection": True, "deepright": 1}
    path = f"/api/fs-containers/{engine.container(searched, **flags)['id']}/files"
    file = engine.wait_until_processed(path, engine.upload(path, sounds.part("kiln", 20, 12))["id"])
    assert (file["results"]["music_speech"], file["results"]["ai_detection"]) == ([], [])


def test_a_short_recording_does_not_wait_for_a_long_one(
    engine: Running, searched: int, sounds: Sounds, tmp_path: Path
) -> None:
    """Two hours of noise take hundreds of times as long as twelve seconds of music."""
    with wave.open(str(tmp_path / "hours.wav"), "wb") as hours:
        hours.setnchannels(1)
        hours.setsampwidth(2)
        hours.setframerate(8000)
        hours.writeframes(os.urandom(7200 * 8000 * 2))
    path = f"/api/fs-containers/{engine.container(searched)['id']}/files"
    long = engine.upload(path, tmp_path / "hours.wav")
    short = engine.upload(path, sounds.part("kiln", 20, 12))
    assert engine.wait_until_processed(path, short["id"])["state"] == 1
    (still,) = engine.get(f"{path}/{long['id']}").json()["data"]
    assert still["state"] == 0
    engine.delete(f"{path}/{long['id']}")
