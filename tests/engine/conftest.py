import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# With this setting the test process itself can't change the account of this checkout.
os.environ.setdefault("DATA_DIR", "/nonexistent/engine-tests")

import pytest

from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web
from tests.engines import furnish

KILN_TAGS = {"artist": "Ashworth Four", "key2": "值", "acrid": "not this one", "n": 1}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start an engine of their own: the quick tier leaves them out."""
    for item in items:
        if {"own", "filled"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("process")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An engine with an empty account, shared: tests make the buckets they need."""
    yield from running_engine(tmp_path_factory.mktemp("engine"), demo=False)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An engine with the demo account, shared: tests leave what it holds as it is."""
    yield from running_engine(tmp_path_factory.mktemp("demo"), demo=True)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """An engine for one test that stops, kills or breaks it; not started yet."""
    engine = Running(tmp_path)
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="session")
def kiln(engine: Running, sounds: Sounds) -> dict[str, Any]:
    """A piece in a bucket of its own, processed and ready to be recognized."""
    files = f"/api/buckets/{engine.bucket()['id']}/files"
    fields = {"title": "Kiln", "user_defined": json.dumps(KILN_TAGS), "audio_id": "a-1"}
    return engine.wait_until_processed(
        files, engine.upload(files, sounds.piece_file("kiln"), **fields)["id"]
    )


@pytest.fixture(scope="session")
def kiln_project(engine: Running, kiln: dict[str, Any]) -> dict[str, Any]:
    return engine.project(kiln["bucket_id"])


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.stop()


def running_engine(folder: Path, *, demo: bool) -> Iterator[Running]:
    furnish(folder, demo=demo)
    engine = Running(folder)
    engine.prepare("--demo" if demo else "--empty")
    engine.start()
    yield engine
    engine.stop()
