import pytest

from tests.engine.operations import refused, shape_only
from tests.engine.running import Running

STREAM = "rtmp://example.com/live/one"


@pytest.fixture(scope="module")
def path(engine: Running) -> str:
    return f"/api/buckets/{engine.bucket(type='Live')['id']}/channels"


@shape_only("POST /api/buckets/:id/channels", "title", "name", "url", "record", "timeshift")
@shape_only("POST /api/buckets/:id/channels", "user_defined")
@pytest.mark.parametrize("spelling", ["title", "name"])
def test_a_channel_has_a_title_and_a_name(engine: Running, path: str, spelling: str) -> None:
    channel = engine.create(
        path, **{spelling: "Radio 一", "url": STREAM, "timeshift": 1, "user_defined": {"k": 1}}
    )
    assert channel["title"] == channel["name"] == "Radio 一"
    assert (channel["url"], channel["record"], channel["timeshift"]) == (STREAM, 0, 1)
    assert channel["user_defined"] == {"k": 1}


@shape_only("GET /api/buckets/:id/channels", "search", "sort", "order", "page", "per_page")
def test_channels_are_listed_newest_first_and_searched(engine: Running, path: str) -> None:
    made = [engine.create(path, title=f"seek {n}", url=STREAM)["id"] for n in range(3)]

    def ids(query: str) -> list[int]:
        return [each["id"] for each in engine.get(f"{path}?{query}").json()["data"]]

    assert ids("search=seek") == made[::-1]
    assert ids("search=seek&order=asc") == made
    assert ids("search=seek&sort=title&order=asc&per_page=2&page=2") == made[2:]


@shape_only("PUT /api/buckets/:id/channels/:id", "title", "name", "url", "record", "timeshift")
@shape_only("PUT /api/buckets/:id/channels/:id", "user_defined")
@shape_only("DELETE /api/buckets/:id/channels/:ids")
@shape_only("GET /api/buckets/:id/channels/:id")
def test_a_channel_is_edited_and_deleted(engine: Running, path: str) -> None:
    channel = engine.create(path, title="a", url=STREAM, timeshift=1)
    address = f"{path}/{channel['id']}"
    assert engine.get(address).json()["data"] == channel
    edited = engine.put(address, json={"name": "b", "record": True}).json()["data"]
    assert (edited["title"], edited["record"], edited["timeshift"]) == ("b", 1, 1)
    assert engine.delete(address).status_code == 204
    assert engine.put(address, json={}).status_code == 404


def test_channels_live_in_live_buckets_alone(engine: Running) -> None:
    files = engine.bucket()["id"]
    assert engine.get(f"/api/buckets/{files}/channels").status_code == 422


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"url": STREAM}, "title"),
        ({"title": "a"}, "url"),
        ({"title": "a", "url": "javascript:alert(1)"}, "url"),
        ({"title": "a", "url": STREAM, "timeshift": "often"}, "timeshift"),
    ],
)
def test_nonsense_is_refused_by_field(
    engine: Running, path: str, fields: dict[str, str], named: str
) -> None:
    reply = engine.post(path, json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [named])


def test_a_bucket_with_channels_is_not_deleted(engine: Running) -> None:
    bucket = f"/api/buckets/{engine.bucket(type='LiveTimeshift')['id']}"
    engine.create(f"{bucket}/channels", title="a", url=STREAM)
    assert engine.get(bucket).json()["data"]["num"] == 1
    assert engine.delete(bucket).status_code == 409


@refused("POST /api/buckets/:id/rec-channels")
def test_recordings_are_refused_by_name(engine: Running, path: str) -> None:
    reply = engine.post(path.replace("channels", "rec-channels"), json={})
    assert (reply.status_code, "rec-channels" in reply.json()["message"]) == (501, True)


def test_channels_are_not_counted_as_files(engine: Running, path: str) -> None:
    engine.create(path, title="one more", url=STREAM)
    files = engine.get(f"{path.removesuffix('channels')}files").json()
    assert (files["data"], files["meta"]["total"]) == ([], 0)
