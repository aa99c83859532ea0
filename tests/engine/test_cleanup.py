"""What nobody will ask for again is taken away, at a small and steady price."""

import os
import sqlite3
import time

import pytest

from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web
from tests.waiting import eventually

CLEAN_UP = """
import threading
from django.db import connection
from django.test.utils import CaptureQueriesContext
from engine.processing.cleanup import clean_up
stopping = threading.Event()
with CaptureQueriesContext(connection) as queries:
    clean_up(stopping)
print(len(queries))
"""


@pytest.fixture
def kept(own: Running, sounds: Sounds) -> Running:
    """An engine that keeps a file in a bucket and one in a container, both hours old."""
    own.prepare()
    own.start("serve")
    own.upload(f"/api/buckets/{own.bucket()['id']}/files", sounds.short)
    own.upload(f"/api/fs-containers/{own.container(23)['id']}/files", sounds.short)
    age(own)
    return own


def age(engine: Running) -> None:
    for path in engine.folder.glob("engine/files/*/*"):
        os.utime(path, (time.time() - 7200,) * 2)


def files(engine: Running) -> int:
    return len([path for path in engine.folder.glob("engine/files/*/*") if path.is_file()])


def stray(engine: Running, number: int) -> None:
    for n in range(number):
        path = engine.folder / f"engine/files/00/{n:030x}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")


def test_only_old_files_that_no_row_names_are_taken_away(kept: Running) -> None:
    stray(kept, 3)
    age(kept)
    (kept.folder / "engine/files/00/young").write_bytes(b"x")
    kept.python(CLEAN_UP)
    assert files(kept) == 3


def test_the_number_of_files_costs_no_queries(kept: Running) -> None:
    few = int(kept.python(CLEAN_UP))
    stray(kept, 300)
    age(kept)
    assert int(kept.python(CLEAN_UP)) == few
    assert files(kept) == 2


def test_tidying_ends_when_it_is_time_to_stop(kept: Running) -> None:
    stray(kept, 3)
    age(kept)
    kept.python(CLEAN_UP.replace("Event()", "Event()\nstopping.set()"))
    assert files(kept) == 5


def test_callbacks_that_came_to_their_end_are_kept_for_a_week(
    own: Running, sounds: Sounds, web: Web
) -> None:
    own.prepare()
    own.start()
    container = own.container(23, callback_url=f"{web.url}/hook")["id"]
    path = f"/api/fs-containers/{container}/files"
    for _ in range(4):
        own.upload(path, sounds.short)

    def delivered() -> int:
        total: int = own.get("/engine/deliveries?state=delivered").json()["meta"]["total"]
        return total

    eventually(lambda: delivered() == 4)
    for key, days, state in ((1, 6, "delivered"), (2, 8, "delivered"), (3, 8, "abandoned")):
        change(own, key, days, state)
    # What still waits is kept, however long.
    change(own, 4, 8, "waiting")
    own.python(CLEAN_UP)
    left = own.get("/engine/deliveries").json()["data"]
    assert {(each["id"], each["state"]) for each in left} == {(1, "delivered"), (4, "waiting")}


def change(engine: Running, key: int, days: int, state: str) -> None:
    with sqlite3.connect(engine.folder / "engine/engine.sqlite3", timeout=20) as database:
        database.execute(
            "UPDATE engine_delivery SET state = ?, created_at = datetime('now', ?) WHERE id = ?",
            (state, f"-{days} days", key),
        )
