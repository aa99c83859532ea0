import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds
from tests.engine.web import Web
from tests.waiting import eventually

ASKED = "/api/buckets"


@pytest.fixture(autouse=True)
def cleared(engine: Running) -> Iterator[None]:
    yield
    assert engine.delete("/engine/faults").status_code == 204


def fault(engine: Running, act: str, **fields: Any) -> dict[str, Any]:
    reply = engine.post("/engine/faults", json={"act": act, "path": f"{ASKED}*", **fields})
    assert reply.status_code == 201, reply.text
    return dict(reply.json()["data"])


def seen(engine: Running, number: int) -> dict[str, Any]:
    (found,) = [f for f in engine.get("/engine/faults").json()["data"] if f["id"] == number]
    return dict(found)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_status_comes_so_many_times(engine: Running, status: int) -> None:
    number = fault(engine, "status", status=status, count=2)["id"]
    assert [engine.get(ASKED).status_code for _ in range(3)] == [status, status, 200]
    assert (seen(engine, number)["hits"], seen(engine, number)["left"]) == (2, 0)


def test_a_429_comes_with_and_without_retry_after(engine: Running) -> None:
    fault(engine, "status", status=429, retry_after=7, count=1)
    first, second = engine.get(ASKED), engine.get(ASKED)
    assert (first.headers["Retry-After"], first.json()["message"]) == ("7", "Too Many Attempts.")
    assert second.ok
    fault(engine, "status", status=429, count=1)
    assert "Retry-After" not in engine.get(ASKED).headers


def test_a_fault_keeps_to_its_method_and_path(engine: Running) -> None:
    fault(engine, "status", status=500, method="POST", path="/api/fs-containers")
    assert engine.get("/api/fs-containers").ok
    assert engine.get(ASKED).ok
    assert engine.post("/api/fs-containers", json={}).status_code == 500


def test_chance_follows_its_seed(engine: Running) -> None:
    def run() -> list[int]:
        number = fault(engine, "status", status=500, probability=0.5, seed=7)["id"]
        codes = [engine.get(ASKED).status_code for _ in range(20)]
        engine.delete(f"/engine/faults/{number}")
        return codes

    def outcome(codes: list[int]) -> bool:
        return 4 <= codes.count(500) <= 16

    first = run()
    assert outcome(first)
    assert run() == first


@pytest.mark.parametrize("seconds", [0.4, [0.4, 0.6]])
def test_a_delay_holds_the_answer_back(engine: Running, seconds: object) -> None:
    fault(engine, "delay", seconds=seconds, count=1)
    began = time.monotonic()
    assert engine.get(ASKED).ok
    assert time.monotonic() - began >= 0.4


def test_a_held_request_is_answered_when_the_fault_is_deleted(engine: Running) -> None:
    number = fault(engine, "hold")["id"]
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(engine.get, ASKED)
        eventually(lambda: seen(engine, number)["hits"] == 1)
        assert not held.done()
        engine.delete(f"/engine/faults/{number}")
        assert held.result().ok
    fault(engine, "hold", seconds=0.01)
    assert engine.get(ASKED).ok


def test_a_delay_in_the_middle_of_a_body(engine: Running) -> None:
    fault(engine, "slow_body", seconds=0.4, count=1)
    began = time.monotonic()
    reply = engine.get(ASKED, stream=True)
    next(reply.iter_content(1))
    first = time.monotonic() - began
    assert reply.raw.read()
    assert time.monotonic() - began >= first + 0.3


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_connection_drops_before_or_after_the_act_was_done(
    engine: Running, when: str, made: int
) -> None:
    name = f"dropped {when}"
    fault(engine, "drop", when=when, method="POST", count=1)
    with pytest.raises(requests.ConnectionError):
        engine.post(ASKED, json={"name": name, "region": "eu-west-1"})
    assert len(engine.get(f"{ASKED}?search={name}").json()["data"]) == made


def test_drops_leave_no_descriptor_open(engine: Running) -> None:
    fault(engine, "drop", path=ASKED)
    held = Path(f"/proc/{engine.processes['serve'].pid}")
    if not held.exists():
        pytest.skip("no /proc to count descriptors in")
    family = [held, *(Path(f"/proc/{child}") for child in children(held))]

    def open_now() -> int:
        return sum(len(list((one / "fd").iterdir())) for one in family)

    def drop() -> None:
        with pytest.raises(requests.ConnectionError):
            engine.get(ASKED)

    drop()
    before = open_now()
    for _ in range(10):
        drop()
    eventually(lambda: open_now() <= before + 3, why="descriptors leak")


def children(process: Path) -> list[str]:
    return [one for task in process.glob("task/*/children") for one in task.read_text().split()]


def test_a_drop_spares_the_neighbours(engine: Running) -> None:
    """Both clients have one address; the neighbour's request comes last and takes longest."""
    fault(engine, "delay", seconds=0.4, path="/api/buckets/9001")
    fault(engine, "drop", path="/api/buckets/9001")
    fault(engine, "delay", seconds=1, path="/api/buckets/9002")
    with ThreadPoolExecutor(2) as pool:
        dropped = pool.submit(engine.get, "/api/buckets/9001")
        time.sleep(0.2)
        neighbour = pool.submit(engine.get, "/api/buckets/9002")
        assert neighbour.result().status_code == 404
        with pytest.raises(requests.ConnectionError):
            dropped.result()


def test_a_connection_drops_in_the_middle_of_the_answer(engine: Running) -> None:
    fault(engine, "cut", count=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        engine.get(ASKED)
    assert engine.get(ASKED).ok


@pytest.mark.parametrize("how", ["truncated", "invalid"])
def test_json_is_broken(engine: Running, how: str) -> None:
    fault(engine, "broken", how=how, count=1)
    reply = engine.get(ASKED)
    assert reply.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        reply.json()


def test_a_page_of_html_comes_instead(engine: Running) -> None:
    fault(engine, "html", status=502, count=1)
    reply = engine.get(ASKED)
    assert (reply.status_code, reply.headers["Content-Type"]) == (502, "text/html")


def test_fields_go_missing_change_their_type_and_appear(engine: Running) -> None:
    fault(
        engine,
        "fields",
        remove=["data.*.name", "data.0.uid", "links"],
        set={"data.*.num": "many", "data.*.mood": "good"},
        count=1,
    )
    body = engine.get(ASKED).json()
    assert set(body) == {"data", "meta"}
    assert all("name" not in each and each["num"] == "many" for each in body["data"])
    assert ["uid" in each for each in body["data"][:2]] == [False, True]
    assert body["data"][0]["mood"] == "good"


@pytest.mark.parametrize("act", ["fields", "total"])
def test_an_empty_answer_has_no_field_to_spoil(engine: Running, act: str) -> None:
    path = f"/api/buckets/{engine.bucket()['id']}"
    fault(engine, act, method="DELETE", path=path)
    assert engine.delete(path).status_code == 204


def test_the_total_lies(engine: Running) -> None:
    true = engine.get(ASKED).json()["meta"]["total"]
    fault(engine, "total", by=-1, count=1)
    assert engine.get(ASKED).json()["meta"]["total"] == true - 1


def test_a_list_is_suddenly_empty(engine: Running) -> None:
    fault(engine, "empty", count=1)
    reply = engine.get(ASKED).json()
    assert (reply["data"], reply["meta"]["total"]) == ([], 0)
    assert engine.get(ASKED).json()["data"]


def test_pages_shift_between_two_requests(engine: Running) -> None:
    made = [engine.bucket(name="shifting")["id"] for _ in range(4)]

    def ids(page: int) -> list[int]:
        reply = engine.get(f"{ASKED}?search=shifting&per_page=2&page={page}").json()
        return [each["id"] for each in reply["data"]]

    assert ids(1) == made[:2]
    fault(engine, "shift", by=1, count=1)
    assert ids(2) == made[3:]
    fault(engine, "shift", by=-1, count=1)
    assert ids(2) == made[1:3]


def test_callbacks_are_lost_late_doubled_or_name_another_file(
    engine: Running, sounds: Sounds, web: Web
) -> None:
    container = engine.container(23, callback_url=f"{web.url}/hook")["id"]
    path = f"/api/fs-containers/{container}/files"

    def scanned() -> str:
        return str(engine.wait_until_processed(path, engine.upload(path, sounds.noise)["id"])["id"])

    def received(file: str) -> int:
        return sum(one.json["file_id"] == file for one in web.received)

    fault(engine, "callback_lose", path="*", count=1)
    lost = scanned()
    fault(engine, "callback_double", path="*", count=1)
    doubled = scanned()
    eventually(lambda: received(doubled) == 2)
    assert received(lost) == 0
    fault(engine, "callback_wrong_file", path="*", count=1)
    before = len(web.received)
    wrong = scanned()
    eventually(lambda: len(web.received) == before + 1)
    assert received(wrong) == 0
    fault(engine, "callback_late", path="*", seconds=2, count=1)
    began = time.monotonic()
    late = scanned()
    eventually(lambda: received(late) == 1)
    assert time.monotonic() - began > 2


def test_recognition_finds_nothing_or_something_else(
    engine: Running, kiln: dict[str, Any], kiln_project: dict[str, Any], sounds: Sounds
) -> None:
    files = f"/api/buckets/{kiln['bucket_id']}/files"
    other = engine.wait_until_processed(
        files, engine.upload(files, sounds.short, title="other")["id"]
    )
    sample = sounds.part("kiln", 20, 10).read_bytes()
    fault(engine, "recognize_nothing", path="*", count=1)
    assert identify(engine, kiln_project, sample)["status"]["code"] == 1001
    fault(engine, "recognize_wrongly", path="*", count=1)
    (match,) = identify(engine, kiln_project, sample)["metadata"]["custom_files"]
    assert match["title"] == "other"
    engine.delete(f"{files}/{other['id']}")


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"act": "explode"}, "act"), ({}, "act"), ({"act": "drop", "probability": 2}, "probability"),
     ({"act": "drop", "count": 0}, "count"), ({"act": "drop", "method": "BREW"}, "method")],
)  # fmt: skip
def test_a_fault_that_is_none_is_refused(
    engine: Running, fields: dict[str, Any], named: str
) -> None:
    reply = engine.post("/engine/faults", json=fields)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, [named])


def test_faults_need_the_token_and_spare_health_and_themselves(engine: Running) -> None:
    assert engine.get("/engine/faults", token="wrong").status_code == 403
    assert engine.post("/engine/faults", token="wrong", json={"act": "drop"}).status_code == 403
    fault(engine, "status", status=500, path="*")
    assert requests.get(f"{engine.url}/healthz", timeout=5).ok
    assert engine.get("/engine/faults").ok
    assert engine.get(ASKED).status_code == 500


def test_callbacks_come_in_another_order(engine: Running, sounds: Sounds, web: Web) -> None:
    container = engine.container(23, callback_url=f"{web.url}/hook")["id"]
    path = f"/api/fs-containers/{container}/files"
    fault(engine, "callback_reorder", path="*", count=1)
    first = engine.wait_until_processed(path, engine.upload(path, sounds.noise)["id"])["id"]
    second = engine.wait_until_processed(path, engine.upload(path, sounds.noise)["id"])["id"]
    eventually(lambda: len(web.received) == 2)
    assert [received.json["file_id"] for received in web.received] == [second, first]
