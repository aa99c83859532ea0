from typing import Any

import numpy as np
import pytest

from core.audio.encode import write_audio
from engine.demo.synthesize import RATE
from tests.engine.operations import behaves, shape_only
from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds

IDENTIFY = "POST /v1/identify"


@behaves(IDENTIFY, "access_key", "sample", "timestamp", "signature")
@shape_only(IDENTIFY, "sample_bytes")
@behaves(IDENTIFY, "data_type=audio", "signature_version")
def test_a_part_of_an_own_piece_is_found_in_custom_files(
    engine: Running, kiln_project: dict[str, Any], kiln: dict[str, Any], sounds: Sounds
) -> None:
    reply = identify(engine, kiln_project, sounds.part("kiln", 20, 10).read_bytes())
    assert reply["status"] == {"msg": "Success", "code": 0, "version": "1.0"}
    assert (reply["result_type"], set(reply["metadata"])) == (0, {"timestamp_utc", "custom_files"})
    (match,) = reply["metadata"]["custom_files"]
    assert (match["acrid"], match["title"]) == (kiln["acr_id"], "Kiln")
    assert (match["bucket_id"], match["audio_id"]) == (kiln["bucket_id"], "a-1")
    assert (match["artist"], match["key2"], match["n"]) == ("Ashworth Four", "值", 1)
    assert match["duration_ms"] == pytest.approx(64_000, abs=100)
    assert 70 <= match["score"] <= 100
    begin = match["db_begin_time_offset_ms"] - match["sample_begin_time_offset_ms"]
    assert begin == pytest.approx(20_000, abs=150)
    assert match["sample_end_time_offset_ms"] == pytest.approx(10_000, abs=700)
    assert match["play_offset_ms"] == match["db_end_time_offset_ms"]
    assert match["db_end_time_offset_ms"] == pytest.approx(30_000, abs=700)


def test_a_track_of_the_catalogue_is_found_in_music(demo: Running, sounds: Sounds) -> None:
    reply = identify(demo, demo.project(23), sounds.part("sobremesa", 5, 10).read_bytes())
    (match,) = reply["metadata"]["music"]
    piece = sounds.piece("sobremesa")
    assert (match["title"], match["artists"]) == (piece.title, [{"name": piece.artist}])
    assert (match["album"], match["label"]) == ({"name": piece.album}, piece.label)
    assert (match["external_ids"], match["genres"]) == (
        {"isrc": piece.isrc},
        [{"name": piece.genre}],
    )
    assert match["release_date"] == str(piece.year)


def test_only_the_buckets_of_the_project_are_searched(
    engine: Running, kiln: dict[str, Any], sounds: Sounds
) -> None:
    other = engine.project(engine.bucket()["id"])
    reply = identify(engine, other, sounds.part("kiln", 20, 10).read_bytes())
    assert reply == {"status": {"msg": "No result", "code": 1001, "version": "1.0"}}


def test_only_the_first_twelve_seconds_are_heard(
    engine: Running, kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    hiss = np.random.default_rng(1).standard_normal(13 * RATE).astype(np.float32) * 0.05
    path = sounds.folder / "late.wav"
    write_audio(path, np.concatenate([hiss, sounds.samples("kiln")[: 10 * RATE]]), rate=RATE,
                codec="wav")  # fmt: skip
    assert identify(engine, kiln_project, path.read_bytes())["status"]["code"] == 1001
