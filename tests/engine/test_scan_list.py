from typing import Any

import pytest

from tests.engine.operations import behaves
from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.waiting import eventually

FILES = "GET /api/fs-containers/:id/files"


@pytest.fixture(scope="module")
def path(engine: Running, kiln: dict[str, Any], sounds: Sounds) -> str:
    """A container with one file of each end but -3."""
    path = f"/api/fs-containers/{engine.container(kiln['bucket_id'])['id']}/files"
    for name, file in {
        "with music.mp3": sounds.part("kiln", 20, 12),
        "没有.wav": sounds.noise,
        "broken.mp3": sounds.folder / "broken",
    }.items():
        (sounds.folder / "broken").write_bytes(b"no sound")
        engine.wait_until_processed(path, engine.upload(path, file, file_name=name)["id"])
    return path


def listed(engine: Running, path: str, query: str = "") -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = engine.get(f"{path}?{query}").json()["data"]
    return files


@behaves(FILES, "with_result")
def test_results_are_listed_only_when_asked_for(engine: Running, path: str) -> None:
    assert [file["results"] for file in listed(engine, path)] == [None, None, None]
    assert [file["results"] for file in listed(engine, path, "with_result=0")] == [None] * 3
    with_results = listed(engine, path, "with_result=1")
    assert [bool(file["results"]) for file in with_results] == [False, False, True]


@behaves(FILES, "search", "state", "page", "per_page")
def test_files_are_searched_and_filtered_by_state(engine: Running, path: str) -> None:
    assert [file["name"] for file in listed(engine, path, "search=没有")] == ["没有.wav"]
    assert [file["name"] for file in listed(engine, path, "search=audio:broken")] == ["broken.mp3"]
    for state, name in {1: "with music.mp3", -1: "没有.wav", -2: "broken.mp3"}.items():
        assert [file["name"] for file in listed(engine, path, f"state={state}")] == [name]
    assert listed(engine, path, "state=-3") == []
    assert [file["name"] for file in listed(engine, path, "page=2&per_page=2")] == [
        "with music.mp3"
    ]
    assert engine.get(f"{path}?state=5").status_code == 422


def test_several_files_are_had_with_their_results(engine: Running, path: str) -> None:
    files = listed(engine, path)
    address = f"{path}/{files[2]['id']},{files[0]['id']},nonsense"
    first, second = engine.get(address).json()["data"]
    assert (first["id"], second["id"]) == (files[2]["id"], files[0]["id"])
    assert first["results"]["custom_files"]
    assert engine.get(f"{path}/nonsense").status_code == 404
    many = ",".join([files[0]["id"]] * 101)
    assert engine.get(f"{path}/{many}").status_code == 422


@behaves("PUT /api/fs-containers/:id/files/:ids/rescan")
def test_a_rescan_sees_what_the_container_searches_now(
    engine: Running, kiln: dict[str, Any], sounds: Sounds
) -> None:
    container = engine.container(engine.bucket()["id"])["id"]
    path = f"/api/fs-containers/{container}/files"
    files = [
        engine.wait_until_processed(path, engine.upload(path, sounds.part("kiln", 20, 12))["id"])
        for _ in range(2)
    ]
    assert [file["state"] for file in files] == [-1, -1]
    engine.put(f"/api/fs-containers/{container}", json={"buckets": [kiln["bucket_id"]]})
    ids = ",".join(file["id"] for file in files)
    reply = engine.put(f"{path}/{ids}/rescan")
    assert [file["state"] for file in reply.json()["data"]] == [0, 0]
    for file in files:
        eventually(lambda f=file: engine.wait_until_processed(path, f["id"])["state"] == 1)  # type: ignore[misc]
    assert engine.put(f"{path}/{kiln['acr_id']}/rescan").status_code == 404


@behaves("DELETE /api/fs-containers/:id/files/:ids")
def test_deleted_files_are_gone_and_uncounted(engine: Running, sounds: Sounds) -> None:
    container = engine.container(23)["id"]
    path = f"/api/fs-containers/{container}/files"
    files = [engine.upload(path, sounds.short)["id"] for _ in range(3)]
    shown = engine.get(f"/api/fs-containers/{container}").json()["data"]
    size = sounds.short.stat().st_size
    assert (shown["num"], shown["size"]) == (3, 3 * size)
    assert engine.delete(f"/api/fs-containers/{container}").status_code == 409
    reply = engine.delete(f"{path}/{files[0]},{files[1]}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert [file["id"] for file in listed(engine, path)] == [files[2]]
    shown = engine.get(f"/api/fs-containers/{container}").json()["data"]
    assert (shown["num"], shown["size"]) == (1, size)
    assert engine.delete(f"{path}/{files[0]}").status_code == 404
