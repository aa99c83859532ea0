"""Callbacks while the portal's processes are killed: none is lost, and none applied twice."""

import itertools
import json
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import psutil
import pytest
import requests

from tests.core.mirror.portal_and_remote import kill
from tests.scanning.admin_client import AdminClient, engine_of, scan_recording
from tests.scanning.callbacks import callback_body
from tests.stack import Portal, running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack]

SENDERS = 8
FILES = 8
# The web server more often than the others: it is the one that answers.
VICTIMS = ("web", "web worker", "fast", "broker", "scheduler")
TRIALS = [
    pytest.param(400, 4, marks=pytest.mark.timeout(900)),
    pytest.param(10_000, 100, marks=[pytest.mark.soak, pytest.mark.timeout(4 * 3600)]),
]
SETTLED_WITHIN = 300.0
ROWS = """
import json
from scanning.models import Delivery
rows = Delivery.objects.values("pk", "file_id", "body_hash", "state", "repeat_of")
print(json.dumps(list(rows), default=str))
"""


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with running_portal(demo=False, JOBS_LEASE_SECONDS="5") as running:
        yield running


@pytest.mark.parametrize(("callbacks", "kills"), TRIALS)
def test_every_callback_that_was_answered_is_settled_once(
    portal: Portal, callbacks: int, kills: int
) -> None:
    hook, container, files = furnish(portal)
    before = {row["pk"] for row in deliveries(portal)}
    # Each body goes out twice, as the remote repeats what it isn't sure of.
    different = [(file, number) for number in range(callbacks // 2 // FILES) for file in files]
    bodies = [callback_body(file, cid=container, number=number) for file, number in different * 2]
    received: list[int] = []
    send = Sender(portal.url + hook, received)

    killer = threading.Thread(target=kill_on_the_way, args=(portal, received, len(bodies), kills))
    killer.start()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, bodies))
    killer.join()

    inbox = AdminClient(portal)
    eventually(
        lambda: "data-row" not in inbox.get("/callbacks/?state=stored").text, within=SETTLED_WITHIN
    )
    rows = [row for row in deliveries(portal) if row["pk"] not in before]
    states = Counter(row["state"] for row in rows)
    assert set(received) <= {row["pk"] for row in rows}, "an answered callback is lost"
    assert set(states) == {"applied", "duplicate"}, states
    for (file, _), same in by_body(rows).items():
        applied = [row["pk"] for row in same if row["state"] == "applied"]
        assert len(applied) == 1, f"file {file}: applied {applied}"
        assert {row["repeat_of"] for row in same if row["state"] == "duplicate"} == set(applied)
    assert len(by_body(rows)) == len(different)


def furnish(portal: Portal) -> tuple[str, int, list[UUID]]:
    """The path of a container's callbacks, and scanned files of it that the mirror knows."""
    admin, engine = AdminClient(portal), engine_of(portal)
    container = admin.new_container(f"Under kills {random.random()}")
    files = [scan_recording(engine, container) for _ in range(FILES)]
    for file in files:
        eventually(partial(is_applied, admin, file), within=SETTLED_WITHIN)
    return admin.callback_path(container), container, files


def is_applied(admin: AdminClient, file: UUID) -> bool:
    return admin.callbacks(file, "applied") == 1


class Sender:
    """Posts a callback until it is answered with 200, as the remote does."""

    def __init__(self, url: str, received: list[int]) -> None:
        self._url, self._received = url, received

    def __call__(self, body: bytes) -> None:
        while True:
            try:
                answer = requests.post(self._url, data=body, timeout=30)
            except requests.RequestException:
                time.sleep(0.2)
                continue
            if answer.status_code == 200:
                self._received.append(answer.json()["received"])
                return
            assert answer.status_code == 503, answer.text
            time.sleep(0.2)


def kill_on_the_way(portal: Portal, received: list[int], total: int, kills: int) -> None:
    """Kill one process after another, each when its share of the callbacks has been answered."""
    for number, victim in zip(range(kills), itertools.cycle(VICTIMS), strict=False):
        share = total * (number + 1) // (kills + 1)
        eventually(partial(has, received, share), within=SETTLED_WITHIN, pause=0.01)
        eventually(partial(killed, portal, victim))


def has(received: list[int], share: int) -> bool:
    return len(received) >= share


def killed(portal: Portal, victim: str) -> bool:
    """Kill a process of the portal; False while it is not running."""
    name, _, part = victim.partition(" ")
    try:
        process = portal.process(name)
        kill(random.choice(process.children()) if part else process)
    except (LookupError, IndexError, psutil.NoSuchProcess):
        return False
    return True


def deliveries(portal: Portal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(portal.manage("shell", "--no-imports", "-c", ROWS))
    return rows


def by_body(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["file_id"], row["body_hash"]].append(row)
    return grouped
