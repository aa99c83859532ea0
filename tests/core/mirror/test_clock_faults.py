"""The hosts' clocks an hour off, or set in the middle of a pass: real processes under faketime.

On SQLite all of the portal has one clock, the host's, which is set under its feet. On PostgreSQL
the database keeps the true time, and the portal's hosts are wrong.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.core.mirror.portal_and_remote import SETTINGS, PortalAndRemote, kill
from tests.processes import running
from tests.servers import Clock, settable_clock
from tests.stack import Portal, running_portal

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

HOUR = 3600


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    """The clock of the portal's hosts."""
    with settable_clock() as made:
        yield made


@pytest.fixture(scope="module")
def portal(clock: Clock) -> Iterator[Portal]:
    settings = SETTINGS | {"SYNC_HEAD_EVERY_SECONDS": "10", "SYNC_HOT_EVERY_SECONDS": "2"}
    with running_portal(demo=False, **settings, **clock.environment) as started:
        yield started


@pytest.fixture(scope="module")
def made(portal: Portal) -> PortalAndRemote:
    return PortalAndRemote(portal)


@pytest.fixture
def world(made: PortalAndRemote, clock: Clock) -> Iterator[PortalAndRemote]:
    yield made
    made.mend()
    clock.set(0)


@pytest.mark.parametrize(("first", "then"), [(HOUR, 0), (0, -HOUR)])
def test_a_clock_that_is_set_during_a_pass(
    world: PortalAndRemote, clock: Clock, first: int, then: int
) -> None:
    clock.set(first)
    change_all(world)
    read_all(world)
    change_all(world)
    world.slow_down()
    job = world.start_pass("files", world.bucket)
    world.await_progress(job)
    clock.set(then)
    world.await_end(job)
    world.assert_equal(buckets_first=True)
    # What was read by the other clock is read again, at once.
    change_all(world)
    read_all(world)
    world.assert_equal()


def test_a_worker_killed_before_its_clock_is_set_back(world: PortalAndRemote, clock: Clock) -> None:
    clock.set(HOUR)
    world.change_files()
    world.slow_down()
    job = world.start_pass("files", world.bucket)
    world.await_progress(job)
    kill(world.portal.process("bulk"))
    clock.set(0)
    world.await_end(job)
    world.assert_equal(buckets_first=True)


def test_the_scheduler_goes_on_when_the_clock_is_set_back(
    world: PortalAndRemote, clock: Clock
) -> None:
    clock.set(HOUR)
    assert_seen_by_itself(world, "made in the hour to come")
    clock.set(0)
    assert_seen_by_itself(world, "made at the true time")


@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_workers_on_hosts_of_which_one_is_an_hour_off(world: PortalAndRemote, off: int) -> None:
    if "postgres" not in world.portal.environment.get("DATABASE_URL", ""):
        pytest.skip("SQLite's workers are on one host, which has one clock")
    with wrong_worker(world.portal, "bulk", off) as wrong:
        for _ in range(2):
            change_all(world)
            world.slow_down()
            jobs = [world.start_pass(), world.start_pass("files", world.bucket)]
            for job in jobs:
                world.await_end(job)
            world.assert_equal(buckets_first=True)
        world.change()
        world.slow_down()
        job = world.start_pass()
        world.await_progress(job)
        wrong.kill()
        world.await_end(job)
        world.assert_equal()


@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_a_worker_an_hour_off_takes_what_the_scheduler_rings(
    world: PortalAndRemote, off: int
) -> None:
    if "postgres" not in world.portal.environment.get("DATABASE_URL", ""):
        pytest.skip("SQLite's workers are on one host, which has one clock")
    right = world.portal.process("fast")
    right.suspend()
    try:
        with wrong_worker(world.portal, "fast", off):
            assert_seen_by_itself(world, f"made while the worker is {off} s off")
    finally:
        right.resume()


def change_all(world: PortalAndRemote) -> None:
    world.change()
    world.change_files()


def read_all(world: PortalAndRemote) -> None:
    for resource, scope in (("files", world.bucket), ("buckets", "")):
        world.await_end(world.start_pass(resource, scope))


def assert_seen_by_itself(world: PortalAndRemote, name: str) -> None:
    """A new bucket comes into the mirror though nobody asks for a pass."""
    fields = {"name": name, "type": "File", "region": "eu-west-1"}
    world.at_remote("POST", "/api/buckets", json=fields)
    address = f"{world.portal.url}/api/buckets?per_page=100"
    world.wait_for(
        lambda: name in world.service.get(address, timeout=10).text, f"the bucket {name}"
    )


@contextmanager
def wrong_worker(portal: Portal, queue: str, off: int) -> Iterator[subprocess.Popen[bytes]]:
    """One more worker, on a host whose clock is wrong by so many seconds."""
    log = Path(portal.data_dir) / f"wrong-{queue}.log"
    command = [sys.executable, "-m", "celery", "--app", "portal.celery", "worker"]
    pool = ["--pool", "threads", "--concurrency", "4", "--hostname", f"wrong-{queue}@%h"]
    with ExitStack() as stack:
        clock = stack.enter_context(settable_clock())
        clock.set(off)
        environment = portal.environment | dict(clock.environment)
        worker = stack.enter_context(
            running(*command, "--queues", queue, *pool, environment=environment, output=log)
        )
        yield worker
