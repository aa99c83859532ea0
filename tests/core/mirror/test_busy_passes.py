"""Passes of a slow, failing remote take their time, and nobody else's."""

import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence

import pytest
import requests

from tests.core.mirror.portal_and_remote import SETTINGS, PortalAndRemote
from tests.engines import ROOT
from tests.scanning.admin_client import AdminClient
from tests.scanning.callbacks import callback_body
from tests.stack import Portal, running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.timing, pytest.mark.timeout(600)]

PASSES = 12
# What a pass may add to what the same thing takes on an idle portal: the machine is a busy one.
MAY_ADD_SECONDS = 0.5
PAGES = ("/", "/buckets/", "/buckets/{bucket}/", "/sync/", "/jobs/")


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    settings = SETTINGS | {"SYNC_HOT_EVERY_SECONDS": "1"}
    with running_portal(demo=False, **settings) as started:
        generate = [sys.executable, "-m", "engine", "generate", "--seed", "3"]
        size = ["--buckets", str(PASSES), "--files", str(PASSES * 40)]
        subprocess.run([*generate, *size], cwd=ROOT, env=started.environment, check=True)
        yield started


@pytest.fixture(scope="module")
def made(portal: Portal) -> PortalAndRemote:
    world = PortalAndRemote(portal)
    world.await_end(world.start_pass())
    return world


@pytest.fixture
def world(made: PortalAndRemote) -> Iterator[PortalAndRemote]:
    yield made
    made.mend()


@pytest.fixture(scope="module")
def admin(portal: Portal) -> AdminClient:
    return AdminClient(portal)


def test_a_dozen_passes_at_once_hold_up_no_callback(
    world: PortalAndRemote, admin: AdminClient
) -> None:
    container = admin.new_container("Radio recordings")
    hook = world.portal.url + admin.callback_path(container)

    def call() -> tuple[float, float]:
        """Seconds until a callback is answered, and until it is applied."""
        file_id = uuid.uuid4()
        began = time.monotonic()
        assert requests.post(hook, data=callback_body(file_id, cid=container), timeout=10).ok
        answered = time.monotonic() - began
        eventually(lambda: admin.callbacks(file_id, "unmatched") > 0, within=60)
        return answered, time.monotonic() - began

    answered_alone, applied_alone = zip(*(call() for _ in range(8)), strict=True)
    jobs = start_passes(world, seconds=1.0)
    answered, applied = zip(*(call() for _ in range(8)), strict=True)
    still = [job for job in jobs if world.job(job)["state"] in {"queued", "running"}]
    say("callback answered", answered_alone, answered)
    say("callback applied", applied_alone, applied)
    assert len(still) > 4, "the passes were over too soon to show anything"
    assert statistics.median(answered) < statistics.median(answered_alone) + MAY_ADD_SECONDS
    assert statistics.median(applied) < statistics.median(applied_alone) + 2 * MAY_ADD_SECONDS
    world.mend()
    for job in jobs:
        world.await_end(job)
    world.assert_equal()


@pytest.mark.parametrize("remote", ["slow", "failing", "silent"])
def test_what_the_remote_does_is_not_felt_on_the_pages(
    world: PortalAndRemote, admin: AdminClient, remote: str
) -> None:
    paths = [path.format(bucket=world.bucket) for path in PAGES]

    def look(path: str) -> float:
        began = time.monotonic()
        assert admin.get(path).ok
        return time.monotonic() - began

    alone = [look(path) for _ in range(8) for path in paths]
    if remote == "slow":
        jobs = start_passes(world, seconds=2.0)
    elif remote == "failing":
        for status in (500, 429):
            world.fault("status", path="/api/*", status=status, probability=0.2, retry_after=1)
        jobs = start_passes(world, seconds=0.1)
    else:
        jobs = start_passes(world, seconds=20.0)
    during = [look(path) for _ in range(8) for path in paths]
    say(f"pages, {remote} remote", alone, during)
    assert p95(during) < p95(alone) + MAY_ADD_SECONDS
    world.mend()
    for job in jobs:
        world.service.post(f"{world.portal.url}/api/portal/jobs/{job}/cancel", timeout=10)
    world.wait_for(lambda: all(is_over(world, job) for job in jobs), "the cancelled passes to end")
    world.await_end(world.start_pass("files"))
    world.assert_equal()


def start_passes(world: PortalAndRemote, *, seconds: float) -> list[int]:
    """A full pass of each bucket's files, all at once, on a remote that takes so long to answer."""
    listed = world.at_remote("GET", "/api/buckets?per_page=100")["data"]
    buckets = [row["id"] for row in listed if row["type"] == "File" and row["num"]]
    world.slow_down(seconds)
    jobs = [world.start_pass("files", bucket) for bucket in buckets]
    assert len(jobs) >= PASSES
    world.wait_for(lambda: any(world.job(job)["state"] == "running" for job in jobs), "a pass")
    return jobs


def is_over(world: PortalAndRemote, job: int) -> bool:
    return world.job(job)["state"] not in {"queued", "running"}


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def say(what: str, alone: Sequence[float], during: Sequence[float]) -> None:
    def figures(times: Sequence[float]) -> str:
        marks: list[tuple[str, Callable[[Sequence[float]], float]]] = [
            ("median", statistics.median),
            ("p95", p95),
        ]
        return ", ".join(f"{name} {mark(times) * 1000:.0f} ms" for name, mark in marks)

    sys.stdout.write(f"{what}: {figures(alone)} alone; {figures(during)} during passes\n")
