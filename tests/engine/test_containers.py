import re

import pytest

from tests.engine.operations import behaves, shape_only
from tests.engine.running import Running

ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z"


@behaves("POST /api/fs-containers", "name", "region", "buckets", "policy", "callback_url")
@shape_only("POST /api/fs-containers", "audio_type", "deepright", "music_detection", "ai_detection")
@behaves("GET /api/fs-containers/:id")
def test_a_new_container_is_shown_whole(engine: Running) -> None:
    bucket = engine.bucket(name="spots")["id"]
    reply = engine.post(
        "/api/fs-containers",
        json={
            "name": "test",
            "region": "eu-west-1",
            "buckets": [bucket, "ACRCloud Music"],
            "audio_type": "recorded",
            "engine": 1,
            "policy": {"type": "traverse", "interval": 5, "rec_length": 12, "ai_detection": 1},
            "callback_url": "https://example.com/hook",
            "deepright": 1,
            "music_detection": True,
        },
    )
    assert reply.status_code == 201
    container = reply.json()["data"]
    assert engine.get(f"/api/fs-containers/{container['id']}").json()["data"] == container
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(ISO, container.pop(name))
    assert container == {
        "id": container["id"],
        "uid": 1,
        "name": "test",
        "region": "eu-west-1",
        "state": 1,
        "audio_type": "recorded",
        "engine": 1,
        "policy": {"type": "traverse", "interval": 5, "rec_length": 12},
        "buckets": [
            {"id": bucket, "name": "spots", "type": "File", "metadata_template": None},
            {
                "id": 23,
                "name": "ACRCloud Music",
                "type": "ACRCloudFile",
                "metadata_template": None,
            },
        ],
        "callback_url": "https://example.com/hook",
        "deepright": True,
        "music_detection": True,
        "ai_detection": False,
        "num": 0,
        "size": 0,
    }


def test_a_container_without_a_policy_gets_the_usual_one(engine: Running) -> None:
    assert engine.container(23)["policy"] == {"type": "traverse", "interval": 0, "rec_length": 10}


def test_the_policy_points_counts_points(engine: Running) -> None:
    policy = {"type": "points", "points": 3}
    assert engine.container(23, policy=policy)["policy"] == policy


@behaves("POST /api/fs-containers", "engine")
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_each_engine_number_is_taken(engine: Running, number: int) -> None:
    assert engine.container(23, engine=number)["engine"] == number


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("engine", 6, "engine"),
        ("engine", None, "engine"),
        ("engine", "fast", "engine"),
        ("region", "mars", "region"),
        ("audio_type", "vinyl", "audio_type"),
        ("buckets", [], "buckets"),
        ("buckets", ["no such bucket"], "buckets"),
        ("policy", {"type": "random"}, "policy.type"),
        ("policy", {"type": "traverse", "rec_length": 0}, "policy.rec_length"),
        ("policy", {"type": "points", "points": "many"}, "policy.points"),
        ("callback_url", "ftp://example.com", "callback_url"),
        ("deepright", "perhaps", "deepright"),
    ],
)
def test_nonsense_is_refused_by_field(
    engine: Running, field: str, value: object, named: str
) -> None:
    fields = {"name": "n", "region": "eu-west-1", "engine": 1, "buckets": [23], field: value}
    reply = engine.post("/api/fs-containers", json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [named])


@behaves("GET /api/fs-containers", "region")
def test_the_list_filters_by_region(engine: Running) -> None:
    made = engine.container(23, region="ap-southeast-1")["id"]

    def ids(region: str) -> list[int]:
        reply = engine.get(f"/api/fs-containers?per_page=100&region={region}").json()
        return [container["id"] for container in reply["data"]]

    assert made in ids("ap-southeast-1")
    assert made not in ids("eu-west-1")
    assert engine.get("/api/fs-containers?region=mars").status_code == 422


@behaves("PUT /api/fs-containers/:id", "name", "buckets", "engine", "policy", "callback_url")
@shape_only(
    "PUT /api/fs-containers/:id", "audio_type", "deepright", "music_detection", "ai_detection"
)
def test_an_edit_changes_only_what_it_names(engine: Running) -> None:
    container = engine.container(23, callback_url="https://example.com/1", deepright=True)
    path = f"/api/fs-containers/{container['id']}"
    edited = engine.put(path, json={"name": "renamed", "callback_url": ""}).json()["data"]
    changed = {"name": "renamed", "callback_url": "", "updated_at": edited["updated_at"]}
    assert edited == {**container, **changed}
    bucket = engine.bucket()["id"]
    edit = {
        "buckets": [bucket],
        "engine": 3,
        "policy": {"type": "points", "points": 2},
        "audio_type": "recorded",
        "deepright": 0,
        "ai_detection": 1,
    }
    edited = engine.put(path, json=edit).json()["data"]
    assert [each["id"] for each in edited.pop("buckets")] == [bucket]
    assert {name: edited[name] for name in edit if name != "buckets"} == {
        "engine": 3,
        "policy": {"type": "points", "points": 2},
        "audio_type": "recorded",
        "deepright": False,
        "ai_detection": True,
    }


@behaves("DELETE /api/fs-containers/:id")
def test_an_empty_container_can_be_deleted(engine: Running) -> None:
    path = f"/api/fs-containers/{engine.container(23)['id']}"
    assert engine.delete(path).status_code == 204
    assert engine.get(path).status_code == 404
