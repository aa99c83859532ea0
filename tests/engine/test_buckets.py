import re

import pytest

from tests.engine.operations import behaves, shape_only
from tests.engine.running import Running


@behaves("POST /api/buckets", "name", "region")
@shape_only("POST /api/buckets", "net_type", "labels", "metadata_template")
def test_a_new_bucket_is_shown_whole(engine: Running) -> None:
    reply = engine.post(
        "/api/buckets",
        json={
            "name": "广告 “ads”",
            "type": "File",
            "region": "us-west-2",
            "net_type": 2,
            "labels": ["Ads", "Music"],
            "metadata_template": '[{"key":"artist"}]',
        },
    )
    assert reply.status_code == 201
    bucket = reply.json()["data"]
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", bucket.pop(name))
    assert isinstance(bucket["id"], int)
    assert bucket == {
        "id": bucket["id"],
        "uid": 1,
        "name": "广告 “ads”",
        "type": "File",
        "node": f"127.0.0.1-{bucket['id']}",
        "state": 1,
        "region": "us-west-2",
        "metadata_template": '[{"key":"artist"}]',
        "labels": ["Ads", "Music"],
        "net_type": 2,
        "num": 0,
        "size": "0",
        "access_permission": "private",
    }


@behaves("POST /api/buckets", "type")
@pytest.mark.parametrize("kind", ["File", "Live", "LiveRec", "LiveTimeshift"])
def test_a_bucket_takes_each_type(engine: Running, kind: str) -> None:
    assert engine.bucket(type=kind)["type"] == kind


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "Nonsense"),
        ("type", "ACRCloudFile"),
        ("region", "mars"),
        ("region", None),
        ("net_type", 3),
        ("net_type", "x"),
        ("labels", {"a": 1}),
        ("labels", [1]),
        ("metadata_template", "{"),
    ],
)
def test_nonsense_is_refused_by_field(engine: Running, field: str, value: object) -> None:
    fields = {"name": "n", "region": "eu-west-1", field: value}
    reply = engine.post("/api/buckets", json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [field])


@behaves("GET /api/buckets", "region", "type", "search", "page", "per_page")
def test_the_list_filters_by_region_type_and_name(engine: Running) -> None:
    live = engine.bucket(name="filter here", type="Live", region="ap-southeast-1")["id"]
    file = engine.bucket(name="filter there", type="File", region="ap-southeast-1")["id"]

    def ids(query: str) -> list[int]:
        return [b["id"] for b in engine.get(f"/api/buckets?{query}").json()["data"]]

    assert ids("search=filter") == [live, file]
    assert ids("search=filter&type=File") == [file]
    assert live in ids("region=ap-southeast-1&per_page=100")
    assert not {live, file} & set(ids("region=us-west-2&per_page=100"))


@pytest.mark.parametrize("query", ["region=mars", "type=Nonsense"])
def test_the_list_refuses_a_filter_that_can_match_nothing(engine: Running, query: str) -> None:
    assert engine.get(f"/api/buckets?{query}").status_code == 422


@behaves("GET /api/buckets/:id")
def test_the_catalogue_is_there_from_the_start(engine: Running) -> None:
    bucket = engine.get("/api/buckets/23").json()["data"]
    assert (bucket["name"], bucket["type"]) == ("ACRCloud Music", "ACRCloudFile")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/buckets/23"),
        ("DELETE", "/api/buckets/23"),
        ("POST", "/api/buckets/23/files"),
        ("PUT", "/api/buckets/23/files/1/move"),
    ],
)
def test_the_catalogue_is_read_only(engine: Running, method: str, path: str) -> None:
    reply = engine.call(method, path, json={"name": "mine"})
    assert reply.status_code == 403
    assert "read-only" in reply.json()["message"]


@behaves("PUT /api/buckets/:id", "name")
@shape_only("PUT /api/buckets/:id", "labels", "metadata_template")
def test_an_edit_changes_only_what_it_names(engine: Running) -> None:
    bucket = engine.bucket(labels=["Music"], metadata_template="[]")
    path = f"/api/buckets/{bucket['id']}"
    edited = engine.put(path, json={"name": "renamed", "region": "us-west-2"}).json()["data"]
    assert (edited["name"], edited["labels"], edited["metadata_template"]) == (
        "renamed",
        ["Music"],
        "[]",
    )
    assert edited["region"] == bucket["region"]
    edited = engine.put(path, json={"labels": [], "metadata_template": None}).json()["data"]
    assert (edited["name"], edited["labels"], edited["metadata_template"]) == ("renamed", [], None)
    assert engine.get(path).json()["data"] == edited


@behaves("DELETE /api/buckets/:id")
def test_an_empty_bucket_can_be_deleted(engine: Running) -> None:
    path = f"/api/buckets/{engine.bucket()['id']}"
    reply = engine.delete(path)
    assert (reply.status_code, reply.content) == (204, b"")
    assert engine.get(path).status_code == 404


@pytest.mark.parametrize("user", ["project", "container"])
def test_a_bucket_in_use_is_not_deleted(engine: Running, user: str) -> None:
    bucket = engine.bucket()["id"]
    getattr(engine, user)(bucket, name=f"the {user}")
    reply = engine.delete(f"/api/buckets/{bucket}")
    assert reply.status_code == 409
    assert f"{user} the {user}" in reply.json()["message"]
    assert engine.get(f"/api/buckets/{bucket}").status_code == 200
