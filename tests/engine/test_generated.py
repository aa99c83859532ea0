import json
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.engine.running import TOKEN, Running
from tests.waiting import eventually


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    engine = Running(tmp_path_factory.mktemp("filled"))
    engine.prepare()
    generate(engine)
    engine.start("serve")
    yield engine
    engine.stop()


def generate(engine: Running) -> None:
    done = engine.run("generate", "--buckets", "3", "--files", "3000", "--containers", "2",
                      "--scanned", "60", "--seed", "7")  # fmt: skip
    assert done.returncode == 0, done.stderr


def rows(engine: Running, table: str) -> list[Any]:
    with sqlite3.connect(engine.folder / "engine/engine.sqlite3") as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_the_same_seed_makes_the_same_account(filled: Running, own: Running) -> None:
    own.prepare()
    generate(own)
    for table in ("engine_audiofile", "engine_scannedfile", "engine_scanresult"):
        assert rows(own, table) == rows(filled, table)


def test_generated_files_are_listed_in_all_states_and_scripts(filled: Running) -> None:
    buckets = [b for b in filled.get("/api/buckets").json()["data"] if b["id"] != 23]
    assert [bucket["num"] for bucket in buckets] == [1000] * 3
    reply = filled.get(f"/api/buckets/{buckets[0]['id']}/files?per_page=1000").json()
    files = reply["data"]
    assert {file["state"] for file in files} == {0, 1, -1}
    assert any("月" in file["title"] for file in files)
    assert any("<live>" in file["title"] for file in files)
    assert {bool(file["user_defined"]) for file in files} == {True, False}
    assert all("error" in file for file in files if file["state"] == -1)
    ids = [file["id"] for file in files]
    last = filled.get(f"/api/buckets/{buckets[0]['id']}/files?per_page=7&page=143").json()
    assert [file["id"] for file in last["data"]] == ids[-6:]


def test_generated_results_are_shown_and_some_are_large(filled: Running) -> None:
    containers = filled.get("/api/fs-containers").json()["data"]
    assert [container["num"] for container in containers] == [30, 30]
    path = f"/api/fs-containers/{containers[0]['id']}/files?with_result=1&per_page=100"
    files = filled.get(path).json()["data"]
    assert all((file["results"] is not None) == (file["state"] == 1) for file in files)
    assert any(len(file["results"]["music"]) > 3 for file in files if file["results"])


def test_an_evolution_is_played_recorded_and_adds_up(own: Running) -> None:
    own.prepare()
    generate(own)
    own.start("serve")
    own.delete("/engine/events")
    done = own.run("evolve", "--changes", "200", "--rate", "0", "--seed", "3")
    assert done.returncode == 0, done.stderr
    events = own.get("/engine/events?kind=change&per_page=1000").json()
    bodies = [event["body"] for event in events["data"]]
    assert {body["change"] for body in bodies} == {"add", "edit", "delete", "move", "finish"}
    assert f"{len(bodies)} changes made" in done.stdout
    made = [body["change"] for body in bodies]
    total = 3000 + made.count("add") - made.count("delete")
    buckets = [b for b in own.get("/api/buckets").json()["data"] if b["id"] != 23]
    assert sum(bucket["num"] for bucket in buckets) == total
    for bucket in buckets:
        reply = own.get(f"/api/buckets/{bucket['id']}/files?per_page=1000").json()
        counted = len(reply["data"]) + max(0, reply["meta"]["total"] - 1000)
        assert (reply["meta"]["total"], counted) == (bucket["num"], bucket["num"])


def test_an_evolution_keeps_to_its_rate(filled: Running) -> None:
    began = time.monotonic()
    done = filled.run("evolve", "--changes", "20", "--rate", "10")
    assert done.returncode == 0
    assert time.monotonic() - began >= 2


def test_requests_are_recorded_with_what_struck_them(filled: Running) -> None:
    filled.put("/engine/record", json={"on": True, "path": "/api/*"})
    filled.delete("/engine/events")
    filled.get("/api/buckets?page=1")
    filled.create("/engine/faults", act="status", status=503, count=1)
    filled.post("/api/buckets", json={})
    filled.put("/engine/record", json={"on": False})
    filled.get("/api/buckets")
    events = filled.get("/engine/events?kind=request").json()["data"]
    assert [event["body"] for event in events] == [
        {"method": "GET", "path": "/api/buckets", "query": "page=1", "status": 200, "faults": []},
        {
            "method": "POST",
            "path": "/api/buckets",
            "query": "",
            "status": 503,
            "faults": ["status"],
        },
    ]
    assert filled.get("/engine/events", token="wrong").status_code == 403


def test_static_pages_are_the_engines_own(filled: Running) -> None:
    path = f"/api/buckets/{filled.get('/api/buckets').json()['data'][1]['id']}/files"
    pages = Running(filled.folder)
    assert filled.environment["ENGINE_TOKEN"] == TOKEN
    pages.environment = {**filled.environment, "ENGINE_PORT": str(pages.port)}
    try:
        pages.start_process("pages", path, "--per-page", "300")
        headers = {"Authorization": f"Bearer {TOKEN}"}

        def page(engine: Running, query: str) -> requests.Response:
            return requests.get(f"{engine.url}{path}?{query}", headers=headers, timeout=10)

        eventually(lambda: up(pages), within=60)
        for number in (1, 2, 4):
            query = f"page={number}&per_page=300&sort=id&order=asc"
            ours, theirs = page(filled, query).json(), page(pages, query).json()
            assert ours["data"] == theirs["data"]
            assert theirs["links"]["first"] == f"{pages.url}{path}?page=1"
            assert ours["meta"]["total"] == theirs["meta"]["total"]
        assert page(pages, "page=5&per_page=300").status_code == 404
        assert requests.get(f"{pages.url}{path}", timeout=5).status_code == 403
        first = page(pages, "page=1&per_page=300").content
        assert pages.end_process("pages", signal.SIGTERM) == 0
        kept = filled.folder / "engine" / "pages.json"
        pages.start_process("pages", "--kept", str(kept), "--delay", "0.3", "--threads", "2")
        eventually(lambda: up(pages), within=60)
        began = time.monotonic()
        assert page(pages, "page=1&per_page=300").content == first
        assert time.monotonic() - began >= 0.3
    finally:
        assert pages.end_process("pages", signal.SIGTERM) == 0


def up(engine: Running) -> bool:
    try:
        return requests.get(engine.url, timeout=2).status_code == 403
    except requests.RequestException:
        return False


def test_faults_of_a_file_are_up_from_the_start(own: Running, tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"act": "status", "path": "/api/buckets", "status": 503}]))
    own.start_process("run", "--empty", "--faults", str(file))
    eventually(own.is_answering, within=60)
    assert own.get("/api/buckets").status_code == 503
    own.end_process("run")
    file.write_text('[{"act": "explode"}]')
    done = own.run("run", "--empty", "--faults", str(file))
    assert (done.returncode, "fault 1" in done.stderr) == (1, True)
