import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.operations import behaves
from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds


@pytest.fixture
def bucket(engine: Running) -> int:
    return int(engine.bucket()["id"])


def ready(engine: Running, bucket: int, file: Path, **fields: str) -> dict[str, Any]:
    path = f"/api/buckets/{bucket}/files"
    return engine.wait_until_processed(path, engine.upload(path, file, **fields)["id"])


def num(engine: Running, bucket: int) -> tuple[int, str]:
    shown = engine.get(f"/api/buckets/{bucket}").json()["data"]
    return shown["num"], shown["size"]


@behaves("PUT /api/buckets/:id/files/:id", "title", "user_defined")
@pytest.mark.parametrize("by", ["id", "acr_id"])
@pytest.mark.parametrize("as_text", [False, True])
def test_title_and_tags_are_edited(
    engine: Running, bucket: int, sounds: Sounds, by: str, as_text: bool
) -> None:
    file = ready(engine, bucket, sounds.short, user_defined='{"old": 1}')
    path = f"/api/buckets/{bucket}/files/{file[by]}"
    tags = {"artists": "update-artist", "z": [1], "a": {"b": None}}
    sent = json.dumps(tags) if as_text else tags
    edited = engine.put(path, json={"title": "新しい", "user_defined": sent}).json()["data"]
    assert (edited["title"], edited["user_defined"]) == ("新しい", tags)
    assert list(edited["user_defined"]) == list(tags)
    edited = engine.put(path, json={"title": "again"}).json()["data"]
    assert (edited["title"], edited["user_defined"]) == ("again", tags)
    assert engine.get(path).json()["data"] == [edited]


def test_an_edit_of_nonsense_changes_nothing(engine: Running, bucket: int, sounds: Sounds) -> None:
    file = ready(engine, bucket, sounds.short)
    path = f"/api/buckets/{bucket}/files/{file['id']}"
    assert engine.put(path, json={"title": "new", "user_defined": "{"}).status_code == 422
    assert engine.get(path).json()["data"] == [file]
    assert engine.put(f"/api/buckets/{bucket}/files/999999", json={}).status_code == 404


@behaves("DELETE /api/buckets/:id/files/:ids")
def test_deleted_files_are_gone_and_no_longer_found(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    files = [ready(engine, bucket, sounds.piece_file("polarlys")) for _ in range(2)]
    project = engine.project(bucket)
    sample = sounds.part("polarlys", 30, 10).read_bytes()
    assert len(identify(engine, project, sample)["metadata"]["custom_files"]) == 2
    path = f"/api/buckets/{bucket}/files"
    reply = engine.delete(f"{path}/{files[0]['id']},{files[1]['acr_id']},999999")
    assert (reply.status_code, reply.content) == (204, b"")
    assert engine.get(path).json()["meta"]["total"] == 0
    assert num(engine, bucket) == (0, "0")
    assert identify(engine, project, sample)["status"]["code"] == 1001
    assert engine.delete(f"{path}/{files[0]['id']}").status_code == 404


@behaves("DELETE /api/buckets/:id/files", "ids")
def test_files_are_deleted_by_a_list_in_the_body(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    files = [ready(engine, bucket, sounds.short)["id"] for _ in range(3)]
    path = f"/api/buckets/{bucket}/files"
    assert engine.delete(path, json={"ids": files[:2]}).status_code == 204
    assert [file["id"] for file in engine.get(path).json()["data"]] == [files[2]]
    assert engine.delete(path, json={}).status_code == 422


def test_deleting_takes_the_audio_off_the_disk(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    def kept() -> set[Path]:
        return set((engine.folder / "engine/files").glob("*/*"))

    before = kept()
    file = ready(engine, bucket, sounds.short)
    assert len(kept() - before) == 1
    engine.delete(f"/api/buckets/{bucket}/files/{file['id']}")
    assert kept() == before


@behaves("PUT /api/buckets/:id/files/:ids/move")
def test_a_moved_file_is_found_where_it_is_now(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    target = engine.bucket()["id"]
    file = ready(engine, bucket, sounds.piece_file("waltz"))
    sample = sounds.part("waltz", 10, 10).read_bytes()
    old, new = engine.project(bucket), engine.project(target)
    assert identify(engine, new, sample)["status"]["code"] == 1001
    reply = engine.put(f"/api/buckets/{target}/files/{file['acr_id']}/move")
    assert [each["bucket_id"] for each in reply.json()["data"]] == [target]
    assert (num(engine, bucket)[0], num(engine, target)) == (0, (1, "55"))
    assert engine.get(f"/api/buckets/{bucket}/files/{file['id']}").status_code == 404
    assert identify(engine, old, sample)["status"]["code"] == 1001
    (match,) = identify(engine, new, sample)["metadata"]["custom_files"]
    assert match["bucket_id"] == target


@behaves("POST /api/buckets/:id/files/move", "target_bucket_id", "ids")
def test_files_are_moved_by_a_list_in_the_body(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    target = engine.bucket()["id"]
    files = [ready(engine, bucket, sounds.short)["id"] for _ in range(2)]
    path = f"/api/buckets/{bucket}/files/move"
    body = {"target_bucket_id": target, "ids": files}
    assert engine.post(path, json=body).status_code == 200
    assert (num(engine, bucket)[0], num(engine, target)[0]) == (0, 2)
    # The source is part of the address: what isn't in it is not moved.
    assert engine.post(path, json={**body, "target_bucket_id": bucket}).status_code == 404
    assert engine.post(path, json={"ids": files}).status_code == 422


@pytest.mark.parametrize("kind", ["Live", None])
def test_files_are_not_moved_where_they_can_not_be(
    engine: Running, bucket: int, sounds: Sounds, kind: str | None
) -> None:
    file = ready(engine, bucket, sounds.short)["id"]
    target = engine.bucket(type=kind)["id"] if kind else 999999
    reply = engine.put(f"/api/buckets/{target}/files/{file}/move")
    assert reply.status_code == (422 if kind else 404)
    assert num(engine, bucket)[0] == 1


def test_a_bucket_with_files_is_not_deleted(engine: Running, bucket: int, sounds: Sounds) -> None:
    ready(engine, bucket, sounds.short)
    reply = engine.delete(f"/api/buckets/{bucket}")
    assert (reply.status_code, "not empty" in reply.json()["message"]) == (409, True)


def test_two_files_of_the_same_content_are_two_files(
    engine: Running, bucket: int, sounds: Sounds
) -> None:
    first, second = (ready(engine, bucket, sounds.short) for _ in range(2))
    assert first["id"] != second["id"]
    assert first["acr_id"] != second["acr_id"]


@behaves("PUT /api/buckets/:id/files/:ids/move")
def test_a_catalogue_track_is_moved_by_the_acr_id_it_shares_with_the_original(
    demo: Running,
) -> None:
    track = demo.get("/api/buckets/23/files?state=1").json()["data"][0]
    source, target = demo.bucket()["id"], demo.bucket()["id"]
    copy = demo.create(f"/api/buckets/{source}/files", data_type="acrid", acrid=track["acr_id"])
    reply = demo.put(f"/api/buckets/{target}/files/{track['acr_id']}/move")
    assert reply.status_code == 200, reply.text
    assert [(file["id"], file["bucket_id"]) for file in reply.json()["data"]] == [
        (copy["id"], target)
    ]
    # The original alone is still refused.
    assert demo.put(f"/api/buckets/{target}/files/{track['id']}/move").status_code == 403
