"""Real workers over a real broker, killed, frozen, flushed and doubled in the middle of a pass."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psutil
import pytest
import redis
from kombu import Connection

from tests.core.mirror.portal_and_remote import LEASE_SECONDS, SETTINGS, PortalAndRemote, kill
from tests.engines import ROOT
from tests.servers import private_rabbitmq, private_valkey
from tests.stack import Portal, running_portal

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

KILLS = [2, pytest.param(20, marks=[pytest.mark.soak, pytest.mark.timeout(4 * 3600)])]
PASSES = [
    *((resource, "full") for resource in ("buckets", "files", "channels", "projects")),
    *((resource, "head") for resource in ("buckets", "projects", "containers")),
]


# A broker knows nothing of the database: RabbitMQ is tried with the one it is used with.
ONLY_SOAKS = [] if os.environ.get("TEST_DATABASE_URL") else [pytest.mark.soak]
BROKERS = ["embedded broker", pytest.param("RabbitMQ", marks=ONLY_SOAKS)]


@pytest.fixture(scope="module", params=BROKERS)
def portal(request: pytest.FixtureRequest) -> Iterator[Portal]:
    settings = dict(SETTINGS)
    with ExitStack() as stack:
        if request.param == "RabbitMQ":
            settings["CELERY_BROKER_URL"] = stack.enter_context(private_rabbitmq()).url
            settings["CACHE_URL"] = stack.enter_context(private_valkey()).url
        yield stack.enter_context(running_portal(demo=False, **settings))


@pytest.fixture(scope="module")
def made(portal: Portal) -> PortalAndRemote:
    return PortalAndRemote(portal)


@pytest.fixture
def world(made: PortalAndRemote) -> Iterator[PortalAndRemote]:
    made.change()
    yield made
    made.mend()


@pytest.mark.parametrize("kills", KILLS)
def test_a_worker_killed_at_random_pages(world: PortalAndRemote, kills: int) -> None:
    for at in range(kills):
        of_files = bool(at % 2)
        resource, scope = ("files", world.bucket) if of_files else ("buckets", "")
        world.change_files() if of_files else world.change()
        world.slow_down()
        job = world.start_pass(resource, scope)
        world.await_progress(job)
        kill(world.portal.process("bulk"))
        world.await_end(job)
        world.assert_equal(buckets_first=of_files)


def test_a_pass_asked_for_twice_and_messages_delivered_many_times(world: PortalAndRemote) -> None:
    world.slow_down()
    job = world.start_pass()
    assert world.start_pass() == job
    ring = f"for _ in range(5): current_app.send_task('jobs.run', ({job},), queue='bulk')"
    world.portal.manage("shell", "-c", f"from celery import current_app\n{ring}")
    world.await_end(job)
    world.assert_equal()


def test_two_schedulers(world: PortalAndRemote) -> None:
    command = [sys.executable, "-m", "celery", "-A", "portal", "beat", "--scheduler"]
    second = subprocess.Popen(
        [*command, "celery.beat:Scheduler"],
        cwd=ROOT,
        env=world.portal.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        job = world.start_pass()
        world.await_end(job)
        assert second.poll() is None, "the second scheduler is gone"
    finally:
        second.terminate()
        second.wait(20)
    world.assert_equal()


def test_a_broker_that_forgets_its_messages(world: PortalAndRemote) -> None:
    """The sweep finds what nobody rang for, or what was rung in vain a minute ago."""
    bulk = world.portal.process("bulk")
    bulk.suspend()
    try:
        # A frozen worker's connection holds the first messages: more than it can hold.
        jobs = [world.start_pass(resource, mode=mode) for resource, mode in PASSES]
        world.wait_for(lambda: waiting(world.portal) > 0, "messages to wait")
        # The doorbells of several processes ring for them, one after another.
        time.sleep(LEASE_SECONDS)
        there = waiting(world.portal)
        flush(world.portal)
        assert waiting(world.portal) < there
    finally:
        bulk.resume()
    for job in jobs:
        world.await_end(job)
    world.assert_equal()


def test_a_broker_that_is_frozen_for_a_while(world: PortalAndRemote) -> None:
    broker = broker_of(world.portal)
    for process in broker:
        process.suspend()
    try:
        began = time.monotonic()
        job = world.start_pass()
        assert time.monotonic() - began < 10, "no request waits for the broker"
        time.sleep(LEASE_SECONDS)
    finally:
        for process in broker:
            process.resume()
    world.await_end(job)
    world.assert_equal()


def test_a_broker_that_is_killed_and_forgets_everything(world: PortalAndRemote) -> None:
    if is_rabbit(world.portal):
        pytest.skip("RabbitMQ isn't the supervisor's to start again; flushed and frozen it is here")
    world.slow_down()
    running = world.start_pass()
    world.await_progress(running)
    world.portal.process("broker").send_signal(signal.SIGKILL)
    waiting = world.start_pass("projects")
    world.await_end(running)
    world.await_end(waiting)
    world.assert_equal()


def waiting(portal: Portal) -> int:
    """Messages for the worker of passes that it hasn't taken."""
    if not is_rabbit(portal):
        return int(redis.Redis(unix_socket_path=socket_of(portal)).llen("bulk"))
    with Connection(portal.environment["CELERY_BROKER_URL"]) as connection:
        channel: Any = connection.channel()
        return int(channel.queue_declare("bulk", passive=True).message_count)


def flush(portal: Portal) -> None:
    """Have the broker forget every message."""
    if not is_rabbit(portal):
        redis.Redis(unix_socket_path=socket_of(portal)).flushall()
        return
    with Connection(portal.environment["CELERY_BROKER_URL"]) as connection:
        channel: Any = connection.channel()
        for queue in ("bulk", "fast"):
            channel.queue_purge(queue)


def socket_of(portal: Portal) -> str:
    """Where the embedded broker was told to listen."""
    arguments = portal.process("broker").cmdline()
    return arguments[arguments.index("--unixsocket") + 1]


def is_rabbit(portal: Portal) -> bool:
    return portal.environment.get("CELERY_BROKER_URL", "").startswith("amqp")


def broker_of(portal: Portal) -> list[psutil.Process]:
    if not is_rabbit(portal):
        return [portal.process("broker")]
    port = portal.environment["CELERY_BROKER_URL"].rsplit(":", 1)[1].strip("/")
    return [
        process
        for process in psutil.process_iter()
        if process.name() == "beam.smp" and f"acr{port}@localhost" in process.cmdline()
    ]
