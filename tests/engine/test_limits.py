"""day-stat counts what identify served; day_limit and qps_limit stop it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.engine.operations import behaves
from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds


@pytest.fixture
def project(engine: Running) -> dict[str, Any]:
    return engine.project(23)


def today(engine: Running, project: dict[str, Any]) -> dict[str, int]:
    day = datetime.now(UTC).date().isoformat()
    address = f"/api/base-projects/{project['id']}/day-stat?start={day}&end={day}"
    (stat,) = engine.get(address).json()["data"]
    return {name: stat[name] for name in ("result", "noresult", "error")}


@behaves("GET /api/base-projects/:id/day-stat", "result", "noresult", "error")
def test_requests_are_counted_by_their_outcome(demo: Running, sounds: Sounds) -> None:
    project = demo.project(23)
    for _ in range(2):
        identify(demo, project, sounds.part("sobremesa", 5, 10).read_bytes())
    identify(demo, project, sounds.noise.read_bytes())
    identify(demo, project, b"")
    identify(demo, {**project, "access_secret": "wrong"}, b"")
    assert today(demo, project) == {"result": 2, "noresult": 1, "error": 1}


@behaves("POST /v1/identify", "status 3003")
def test_the_day_limit_stops_with_3003(engine: Running, project: dict[str, Any]) -> None:
    limited = engine.put(f"/engine/projects/{project['id']}", json={"day_limit": 2})
    assert limited.json()["data"]["day_limit"] == 2
    codes = [identify(engine, project, b"")["status"]["code"] for _ in range(3)]
    assert codes == [2004, 2004, 3003]
    assert today(engine, project)["error"] == 2


@behaves("POST /v1/identify", "status 3015")
def test_the_qps_limit_stops_with_3015(engine: Running, project: dict[str, Any]) -> None:
    engine.put(f"/engine/projects/{project['id']}", json={"qps_limit": 2})
    with ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda _: identify(engine, project, b""), range(8))
        codes = [reply["status"]["code"] for reply in replies]
    assert 3015 in codes
    assert 2 <= codes.count(2004) <= 6
