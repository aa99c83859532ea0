"""The demo's audio is made while the engine serves already, and after an interruption the rest."""

import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engine.running import Running
from tests.processes import still_running
from tests.waiting import eventually

pytestmark = pytest.mark.timeout(240)

BUCKET = "House productions"


def files_of(own: Running, bucket: str = BUCKET) -> list[dict[str, Any]]:
    buckets = {row["name"]: row["id"] for row in own.get("/api/buckets").json()["data"]}
    rows: list[dict[str, Any]] = own.get(f"/api/buckets/{buckets[bucket]}/files").json()["data"]
    return rows


def ready_files(own: Running) -> list[str]:
    return [file["title"] for file in files_of(own) if file["state"] == 1]


def test_all_files_are_shown_at_once_and_become_ready_one_by_one(own: Running) -> None:
    assert own.run("prepare", "--demo", "--later").returncode == 0
    own.start("serve")

    assert {file["state"] for file in files_of(own)} == {0}

    own.start("work")
    eventually(lambda: ready_files(own), within=120)
    mark = Path(own.folder) / "engine" / "demo" / "unfinished"
    assert mark.exists()


def test_an_interrupted_filling_goes_on_and_brings_back_nothing_deleted(own: Running) -> None:
    assert own.run("prepare", "--demo", "--later").returncode == 0
    own.start("serve")
    first, *_, last = sorted(files_of(own), key=lambda file: int(file["id"]))
    own.start("work")
    filling = eventually(psutil.Process(own.processes["work"].pid).children)

    own.end_process("work", signal.SIGKILL)
    eventually(lambda: not still_running(filling))
    own.call("DELETE", f"/api/buckets/{last['bucket_id']}/files/{last['id']}")
    assert own.run("prepare", "--demo", "--later").returncode == 0
    own.start("work")

    eventually(lambda: first["title"] in ready_files(own), within=120)
    assert last["title"] not in [file["title"] for file in files_of(own)]
