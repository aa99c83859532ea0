import pytest

from tests.engine.running import Running


@pytest.mark.parametrize(
    "path",
    [
        "/api/buckets/999999",
        "/api/buckets/999999/files",
        "/api/buckets/99999999999999999999999999/files",
        "/api/buckets/23/files/999999",
        "/api/base-projects/999999",
        "/api/base-projects/999999/day-stat",
        "/api/nothing-of-the-kind",
        "/",
    ],
)
def test_what_is_not_there_answers_404_in_json(engine: Running, path: str) -> None:
    reply = engine.get(path)
    assert reply.status_code == 404
    assert reply.json() == {"error": "Not Found", "message": "Not Found"}


def test_an_unknown_container_is_called_invalid(engine: Running) -> None:
    reply = engine.get("/api/fs-containers/999999/files")
    assert (reply.status_code, reply.json()["message"]) == (404, "Invalid Container")


def test_every_wrong_field_is_named(engine: Running) -> None:
    reply = engine.post("/api/base-projects", json={"region": "mars", "buckets": [999999]})
    assert reply.status_code == 422
    body = reply.json()
    assert body["error"] == body["message"] == "The given data was invalid."
    assert set(body["errors"]) == {"name", "region", "type", "buckets"}
    assert body["errors"]["region"] == ["The selected region is invalid."]


@pytest.mark.parametrize("body", ["{", "[1]", '"text"', "\x00", "{]"])
def test_a_body_that_is_no_json_object_is_a_400(engine: Running, body: str) -> None:
    reply = engine.post(
        "/api/buckets", data=body.encode(), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 400
    assert "JSON" in reply.json()["message"]


def test_an_empty_json_body_is_no_error_of_its_own(engine: Running) -> None:
    headers = {"Content-Type": "application/json"}
    assert engine.get("/api/buckets", headers=headers, data="").status_code == 200
    assert engine.post("/api/buckets", headers=headers, data="").status_code == 422


def test_a_method_the_address_does_not_know_is_a_405(engine: Running) -> None:
    reply = engine.call("PATCH", "/api/buckets/23")
    assert reply.status_code == 405
    assert "PATCH" in reply.json()["message"]


def test_a_body_of_many_megabytes_is_refused_before_it_is_read(engine: Running) -> None:
    reply = engine.post(
        "/api/buckets", data=b" " * 6_000_000, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 413


def test_doubled_slashes_are_one_and_a_last_one_is_none(engine: Running) -> None:
    assert engine.get("//api//buckets").status_code == 200
    reply = engine.get("/api/buckets/", allow_redirects=False)
    assert reply.status_code == 200
    assert reply.json()["meta"]["path"] == f"{engine.url}/api/buckets"


@pytest.mark.parametrize("name", [["a"], {"a": 1}, True, "x" * 256, "nul\u0000", ""])
def test_a_name_that_is_no_short_text_is_refused(engine: Running, name: object) -> None:
    reply = engine.post("/api/buckets", json={"name": name, "region": "eu-west-1"})
    assert reply.status_code == 422
    assert list(reply.json()["errors"]) == ["name"]
