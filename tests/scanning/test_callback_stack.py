"""Callbacks of a real engine to a real portal, while its parts are stopped, frozen and killed."""

import contextlib
import time
import uuid
from collections.abc import Iterator
from functools import partial
from uuid import UUID

import psutil
import pytest
import requests

from tests.engines import Engine
from tests.portal.web.peers import slow_bodies
from tests.recordings import recording
from tests.remote_faults import fault
from tests.scanning.admin_client import AdminClient, deliveries_of, engine_of, scan_recording
from tests.scanning.callbacks import callback_body
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

RECORDINGS = 6
# A request that talked to a frozen broker would take over 25 seconds, one that waited for a free
# thread as long as the slow senders take.
ANSWERED_WITHIN = 10.0
FOLLOWED_WITHIN = 90.0
SLOW_CLIENTS = 100


@pytest.fixture(scope="module")
def admin(portal: Portal) -> AdminClient:
    return AdminClient(portal)


@pytest.fixture(scope="module")
def container(admin: AdminClient) -> int:
    return admin.new_container("Radio recordings")


@pytest.fixture(scope="module")
def engine(portal: Portal) -> Engine:
    return engine_of(portal)


@pytest.fixture(scope="module")
def hook(portal: Portal, admin: AdminClient, container: int) -> str:
    return portal.url + admin.callback_path(container)


def knock(hook: str, file_id: UUID, cid: int) -> float:
    """Seconds that a callback takes to be answered with 200."""
    begun = time.monotonic()
    answer = requests.post(hook, data=callback_body(file_id, cid=cid), timeout=10)
    assert answer.status_code == 200
    return time.monotonic() - begun


@contextlib.contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def test_the_page_tells_within_seconds_of_the_callback(
    admin: AdminClient, engine: Engine, container: int
) -> None:
    """The hot pass may read a file before its callback is applied: then the next one is tried."""
    for _ in range(RECORDINGS):
        file_id = scan_recording(engine, container)
        eventually(partial(deliveries_of, engine, file_id), within=60)
        part = eventually(partial(shown_results, admin, container, file_id))
        if "came by" in part:
            break
    assert "callback" in part
    assert "every 2s" not in part  # it has stopped asking
    assert deliveries_of(engine, file_id)[0]["attempts"][-1]["status"] == 200


def shown_results(admin: AdminClient, container: int, file_id: UUID) -> str:
    """The part of the file's page with its results, once they are there; "" before."""
    part = admin.results(container, file_id)
    return part if "came by" in part or "polled" in part else ""


def test_a_callback_that_never_comes_is_not_missed(
    admin: AdminClient, engine: Engine, container: int
) -> None:
    with fault(engine, "callback_lose"):
        file_id = admin.upload(container, recording(), "unheard.wav")
        eventually(lambda: "polled" in admin.results(container, file_id), within=FOLLOWED_WITHIN)
    assert admin.callbacks(file_id) == 0


def test_one_that_comes_twice_is_applied_once(
    admin: AdminClient, engine: Engine, container: int
) -> None:
    """Three times on a machine so slow that the engine doesn't wait for an answer."""
    with fault(engine, "callback_double"):
        file_id = scan_recording(engine, container)
        eventually(lambda: len(deliveries_of(engine, file_id)) == 2, within=60)

    def all_delivered() -> bool:
        states = [delivery["state"] for delivery in deliveries_of(engine, file_id)]
        return states == ["delivered", "delivered"]

    eventually(all_delivered, within=FOLLOWED_WITHIN)

    def all_settled() -> bool:
        came, applied = admin.callbacks(file_id), admin.callbacks(file_id, "applied")
        return came >= 2 and applied == 1 and admin.callbacks(file_id, "duplicate") == came - 1

    eventually(all_settled, within=FOLLOWED_WITHIN)


def test_with_the_broker_frozen_it_is_answered_at_once_and_applied_later(
    portal: Portal, admin: AdminClient, hook: str, container: int
) -> None:
    file_id = uuid.uuid4()
    with frozen(portal.process("broker")):
        assert max(knock(hook, file_id, container) for _ in range(8)) < ANSWERED_WITHIN
    eventually(lambda: admin.callbacks(file_id, "unmatched") > 0, within=FOLLOWED_WITHIN)
    eventually(lambda: admin.callbacks(file_id, "stored") == 0, within=FOLLOWED_WITHIN)


@pytest.mark.parametrize("part", ["fast", "broker", "scheduler"])
def test_with_a_part_killed_it_is_answered_at_once_and_applied_later(
    portal: Portal, admin: AdminClient, hook: str, container: int, part: str
) -> None:
    file_id = uuid.uuid4()
    portal.process(part).kill()
    assert knock(hook, file_id, container) < ANSWERED_WITHIN
    eventually(lambda: admin.callbacks(file_id, "unmatched") > 0, within=FOLLOWED_WITHIN)
    eventually(lambda: admin.callbacks(file_id, "stored") == 0, within=FOLLOWED_WITHIN)


def test_a_web_process_killed_right_after_its_answer_loses_nothing(
    portal: Portal, admin: AdminClient, hook: str, container: int
) -> None:
    file_id = uuid.uuid4()
    knock(hook, file_id, container)
    for child in portal.process("web").children():
        child.kill()

    def is_settled() -> bool:
        try:
            return admin.callbacks(file_id, "unmatched") == 1
        except requests.ConnectionError:
            return False

    eventually(is_settled, within=FOLLOWED_WITHIN)


def test_slow_senders_hold_up_no_callback(portal: Portal, hook: str, container: int) -> None:
    """Senders with a good address that stop after a byte; 64 threads would be held by 64."""
    with slow_bodies(portal, [hook.removeprefix(portal.url)] * SLOW_CLIENTS):
        assert max(knock(hook, uuid.uuid4(), container) for _ in range(40)) < ANSWERED_WITHIN


def test_a_body_over_the_limit_and_one_in_chunks(portal: Portal, hook: str) -> None:
    def in_parts(size: int) -> Iterator[bytes]:
        yield callback_body(uuid.uuid4())
        yield b" " * size

    too_long = requests.post(hook, data=b" " * (2 * 1024 * 1024 + 1), timeout=10)
    assert too_long.status_code == 413
    assert requests.post(hook, data=in_parts(3 * 1024 * 1024), timeout=10).status_code == 413
    assert requests.post(hook, data=in_parts(1000), timeout=10).status_code == 200


def test_no_log_holds_a_callback_s_secret(portal: Portal, hook: str) -> None:
    token = hook.rpartition("/")[2]
    requests.post(hook, data=b"no JSON", timeout=10)
    requests.get(hook, timeout=10)
    requests.post(f"{hook}/", data=b"{}", timeout=10)
    log = portal.output()
    assert "/hooks/fs/***" in log
    assert token not in log
