"""What `/readyz` says while parts of a real portal die, freeze and come back."""

import http.client
import time

import psutil
import pytest

from tests.processes import still_running
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


def recovers(portal: Portal) -> bool:
    def is_well() -> bool:
        try:
            return not portal.failing() and portal.has_remote()
        except (OSError, http.client.HTTPException):
            return False

    return eventually(is_well, within=120)


def answered_in(portal: Portal, path: str) -> float:
    begun = time.monotonic()
    portal.get(path)
    return time.monotonic() - begun


@pytest.mark.parametrize("queue", ["fast", "bulk"])
def test_a_frozen_worker_shows_and_comes_back(portal: Portal, queue: str) -> None:
    worker = portal.process(queue)

    worker.suspend()
    try:
        eventually(lambda: f"{queue} worker" in portal.failing())
    finally:
        worker.resume()

    assert recovers(portal)


@pytest.mark.parametrize("name", ["fast", "scheduler", "broker", "engine", "analysis"])
def test_a_killed_process_is_started_again(portal: Portal, name: str) -> None:
    def found() -> psutil.Process | None:
        try:
            return portal.process(name)
        except LookupError:
            return None

    killed = eventually(found)
    assert killed

    killed.kill()

    def runs_again() -> bool:
        now = found()
        return now is not None and now.pid != killed.pid

    eventually(runs_again)
    assert recovers(portal)


def test_a_frozen_broker_shows_and_delays_no_health_request(portal: Portal) -> None:
    broker = portal.process("broker")

    broker.suspend()
    try:
        eventually(lambda: {"broker", "cache"} <= portal.failing())
        assert portal.get("/readyz")[0] == 503
        # A request that waited for the broker would take a second each time.
        for path in ("/readyz", "/healthz"):
            assert min(answered_in(portal, path) for _ in range(5)) < 1
    finally:
        broker.resume()

    assert recovers(portal)


def test_a_web_process_that_dies_is_replaced(portal: Portal) -> None:
    web = portal.process("web")
    before = {child.pid for child in web.children()}
    killed = web.children()[0]

    killed.kill()

    def replaced() -> bool:
        now = {child.pid for child in still_running(web.children())}
        return killed.pid not in now and len(now) == len(before)

    eventually(replaced)
    assert recovers(portal)
