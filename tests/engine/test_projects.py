import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.operations import behaves, shape_only
from tests.engine.running import Running
from tests.engine.signing import identify

ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z"


@behaves("POST /api/base-projects", "name", "region", "type=AVR", "buckets")
@shape_only("POST /api/base-projects", "audio_type", "external_ids")
def test_a_new_project_is_shown_whole(engine: Running) -> None:
    bucket = engine.bucket(name="searched")
    reply = engine.post(
        "/api/base-projects",
        json={
            "name": "test",
            "region": "eu-west-1",
            "type": "AVR",
            "buckets": [bucket["id"], 23],
            "external_ids": ["spotify", "isrc", "Deezer"],
        },
    )
    assert reply.status_code == 201
    project = reply.json()["data"]
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(ISO, project.pop(name))
    assert re.fullmatch(r"[0-9a-f]{32}", project.pop("access_key"))
    assert re.fullmatch(r"[0-9A-Za-z]{40}", project.pop("access_secret"))
    assert project == {
        "id": project["id"],
        "uid": 1,
        "name": "test",
        "service_type": "AVR",
        "state": 1,
        "region": "eu-west-1",
        "day_limit": 0,
        "total_limit": 0,
        "qps_limit": 0,
        "audio_type": "linein",
        "version": 1,
        "external_id": "",
        "buckets": [
            {
                "id": bucket["id"],
                "name": "searched",
                "type": "File",
                "metadata_template": None,
            },
            {
                "id": 23,
                "name": "ACRCloud Music",
                "type": "ACRCloudFile",
                "metadata_template": None,
            },
        ],
        "status_check": 2,
        "external_ids": ["spotify", "isrc", "Deezer"],
    }


def test_every_project_has_keys_of_its_own(engine: Running) -> None:
    first, second = engine.project(23), engine.project(23)
    assert first["access_key"] != second["access_key"]
    assert first["access_secret"] != second["access_secret"]


@pytest.mark.parametrize("given", ["spotify,isrc", '["spotify", "isrc"]', ["spotify", "isrc"]])
def test_external_ids_come_as_a_list_or_as_text(engine: Running, given: object) -> None:
    assert engine.project(23, external_ids=given)["external_ids"] == ["spotify", "isrc"]


@pytest.mark.parametrize("given", [[23], ["23"], ["ACRCloud Music"], "23", [23, 23]])
def test_buckets_are_named_by_id_or_name(engine: Running, given: object) -> None:
    project = engine.create(
        "/api/base-projects", name="n", region="eu-west-1", type="HR", buckets=given
    )
    assert [bucket["id"] for bucket in project["buckets"]] == [23]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "XYZ"),
        ("region", "mars"),
        ("audio_type", "vinyl"),
        ("buckets", []),
        ("buckets", [True]),
        ("buckets", [999999]),
        ("buckets", ["no such bucket"]),
        ("buckets", {"id": 23}),
        ("external_ids", ["myspace"]),
    ],
)
def test_nonsense_is_refused_by_field(engine: Running, field: str, value: object) -> None:
    fields = {"name": "n", "region": "eu-west-1", "type": "AVR", "buckets": [23], field: value}
    reply = engine.post("/api/base-projects", json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [field])


@behaves("GET /api/base-projects", "region", "type", "page", "per_page")
def test_the_list_filters_by_region_and_type(engine: Running) -> None:
    lcd = engine.project(23, type="LCD", region="ap-southeast-1")["id"]

    def ids(query: str) -> list[int]:
        reply = engine.get(f"/api/base-projects?per_page=100&{query}").json()
        return [project["id"] for project in reply["data"]]

    assert lcd in ids("")
    assert lcd in ids("type=LCD&region=ap-southeast-1")
    assert lcd not in ids("type=AVR")
    assert lcd not in ids("region=eu-west-1")


@behaves("PUT /api/base-projects/:id", "name", "buckets")
@shape_only("PUT /api/base-projects/:id", "audio_type", "external_ids")
@behaves("GET /api/base-projects/:id")
def test_an_edit_keeps_the_keys_and_what_it_does_not_name(engine: Running) -> None:
    project, bucket = engine.project(23, external_ids=["isrc"]), engine.bucket()
    path = f"/api/base-projects/{project['id']}"
    edited = engine.put(path, json={"name": "renamed", "buckets": [bucket["id"]]}).json()["data"]
    assert edited["name"] == "renamed"
    assert [each["id"] for each in edited["buckets"]] == [bucket["id"]]
    for kept in ("access_key", "access_secret", "external_ids", "region", "service_type"):
        assert edited[kept] == project[kept]
    edited = engine.put(path, json={"audio_type": "recorded", "external_ids": "upc"}).json()["data"]
    assert (edited["audio_type"], edited["external_ids"]) == ("recorded", ["upc"])
    assert engine.get(path).json()["data"] == edited


@behaves("DELETE /api/base-projects/:id")
def test_a_deleted_project_is_gone(engine: Running) -> None:
    path = f"/api/base-projects/{engine.project(23)['id']}"
    assert engine.delete(path).status_code == 204
    assert engine.get(path).status_code == 404


@behaves("GET /api/base-projects/:id/buckets-status")
@behaves("GET /api/base-projects/:id/bucket-status")
@pytest.mark.parametrize("spelling", ["buckets-status", "bucket-status"])
def test_the_status_of_buckets_has_no_envelope(engine: Running, spelling: str) -> None:
    bucket = engine.bucket(name="own")["id"]
    project = engine.project(23, bucket)["id"]
    status = engine.get(f"/api/base-projects/{project}/{spelling}").json()
    assert set(status) == {"ACRCloudFile", "File"}
    (own,) = status["File"]
    assert own["buckets"] == [{"name": "own", "id": bucket}]
    assert own["nodes"]["status"] == 1
    assert re.fullmatch(r"[0-9a-f]{32}", own["nodes"]["node"])


@behaves("GET /api/base-projects/:id/day-stat", "start", "end")
@behaves("GET /api/base-projects/:id/statistics", "start_date", "end_date")
@pytest.mark.parametrize(
    "query", ["day-stat?start={}&end={}", "statistics?start_date={}&end_date={}"]
)
def test_every_day_of_the_range_is_counted(engine: Running, query: str) -> None:
    project = engine.project(23)["id"]
    today = datetime.now(UTC).date()
    days = [(today - timedelta(days=back)).isoformat() for back in (2, 1, 0)]
    address = f"/api/base-projects/{project}/{query.format(days[0], days[-1])}"
    stat = engine.get(address).json()["data"]
    assert stat == [{"date": d, "result": 0, "noresult": 0, "error": 0} for d in days]


@pytest.mark.parametrize(
    "query", ["start=yesterday", "start=2026-02-30", "start=2026-02-02&end=2026-02-01",
              "start=2001-01-01&end=2026-01-01"]
)  # fmt: skip
def test_a_range_that_is_none_is_refused(engine: Running, query: str) -> None:
    project = engine.project(23)["id"]
    assert engine.get(f"/api/base-projects/{project}/day-stat?{query}").status_code == 422


@shape_only("POST /api/base-projects", "type=LCD", "type=HR")
@pytest.mark.parametrize("kind", ["LCD", "HR"])
def test_every_kind_of_project_identifies_alike(engine: Running, kind: str) -> None:
    project = engine.project(23, type=kind)
    assert project["service_type"] == kind
    assert identify(engine, project, b"")["status"]["code"] == 2004


@pytest.mark.parametrize(
    ("query", "days"), [("start=0001-01-01&end=0001-01-03", 3), ("end=0001-01-02", 2)]
)
def test_the_first_days_of_the_calendar_are_days_too(
    engine: Running, query: str, days: int
) -> None:
    project = engine.project(23)["id"]
    stat = engine.get(f"/api/base-projects/{project}/day-stat?{query}").json()["data"]
    assert (len(stat), stat[0]["date"]) == (days, "0001-01-01")
