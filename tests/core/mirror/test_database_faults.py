"""The database restarted under the workers, or its disk full in the middle of a pass."""

import os
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.core.mirror.portal_and_remote import LEASE_SECONDS, SETTINGS, PortalAndRemote
from tests.recordings import recording
from tests.scanning.admin_client import AdminClient
from tests.scanning.callbacks import callback_body
from tests.servers import Postgres, fill, private_postgres, small_disk
from tests.stack import running_portal

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

DISK_MEGABYTES = 64
CLIENTS, UPLOADS_PER_CLIENT, RESTARTS = 6, 6, 3
IS_FOR_POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))


@pytest.fixture(scope="module")
def disk() -> Iterator[Path | None]:
    with small_disk(DISK_MEGABYTES) as made:
        yield made


@pytest.fixture(scope="module")
def cluster(disk: Path | None) -> Iterator[Postgres]:
    if not IS_FOR_POSTGRES:
        pytest.skip("runs with TEST_DATABASE_URL: SQLite has no server to restart")
    with private_postgres(disk) as made:
        yield made


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, disk: Path | None) -> Iterator[PortalAndRemote]:
    """A portal on the small disk: its SQLite file, or a cluster's tables."""
    settings = dict(SETTINGS)
    if IS_FOR_POSTGRES:
        settings["DATABASE_URL"] = request.getfixturevalue("cluster").url
    elif disk:
        settings["DATABASE_URL"] = f"sqlite:///{disk / 'portal.sqlite3'}"
    with running_portal(demo=False, **settings) as portal:
        yield PortalAndRemote(portal)


@pytest.fixture
def world(made: PortalAndRemote) -> Iterator[PortalAndRemote]:
    made.change()
    made.change_files()
    yield made
    made.mend()


@pytest.mark.parametrize("how", ["restarted", "crashed"])
def test_a_server_that_goes_away_during_a_pass(
    cluster: Postgres, world: PortalAndRemote, how: str
) -> None:
    admin = AdminClient(world.portal)
    hook = admin.callback_path(admin.new_container("Radio recordings"))
    world.slow_down()
    jobs = [world.start_pass(), world.start_pass("files", world.bucket)]
    for job in jobs:
        world.await_progress(job)
    if how == "restarted":
        cluster.restart()
    else:
        cluster.stop("immediate")
        for answer in (
            admin.get("/buckets/"),
            world.service.get(f"{world.portal.url}/api/buckets", timeout=30),
            requests.post(world.portal.url + hook, data=callback_body(uuid4()), timeout=30),
        ):
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        time.sleep(LEASE_SECONDS)
        cluster.start()
    world.wait_for(lambda: not world.portal.failing(), "the portal to recover")
    for job in jobs:
        world.await_end(job)
    world.assert_equal(buckets_first=True)


def test_a_disk_that_is_full_during_a_pass(disk: Path | None, world: PortalAndRemote) -> None:
    """Held at its first page until the disk is full, with more to write than can be left inside."""
    if disk is None:
        pytest.skip("no small disk may be mounted here: that takes root")
    admin = AdminClient(world.portal)
    hook = admin.callback_path(admin.new_container("Radio recordings"))
    world.enlarge_all_files()
    world.hold_lists()
    job = world.start_pass("files", world.bucket)
    world.await_progress(job)
    said = len(world.portal.output())

    def is_told() -> bool:
        """By the worker that reads: others may meet the full disk before it does."""
        lines = [line for line in world.portal.output()[said:].splitlines() if "bulk" in line]
        return any("disk is full" in line or "No space left" in line for line in lines)

    acknowledged = 0
    ballast = fill(disk)
    try:
        # A database keeps room of its own: bodies that don't compress use it up.
        while (answer := post_large_callback(world.portal.url + hook)).ok:
            acknowledged += 1
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        world.mend()
        world.wait_for(is_told, "a word of the full disk")
    finally:
        ballast.unlink()
    world.wait_for(lambda: not world.portal.failing(), "the portal to recover")
    world.await_end(job)
    world.assert_equal(buckets_first=True)
    deliveries = world.service.get(f"{world.portal.url}/api/portal/deliveries", timeout=30).json()
    assert deliveries["meta"]["total"] == acknowledged


def post_large_callback(url: str) -> requests.Response:
    body = callback_body(uuid4(), padding=secrets.token_hex(128 * 1024))
    return requests.post(url, data=body, timeout=60)


def test_an_upload_is_told_what_became_of_it_while_the_server_restarts(
    cluster: Postgres, world: PortalAndRemote
) -> None:
    """Each client repeats what is answered with 503 and nothing else: each file is there once."""
    fields = {"name": "uploads", "region": "eu-west-1"}
    made = world.service.post(f"{world.portal.url}/api/buckets", json=fields, timeout=30).json()
    path = f"/api/buckets/{made['data']['id']}/files"
    answers: list[int] = []

    def titles_at_remote() -> list[str]:
        rows = world.at_remote("GET", f"{path}?per_page=100")["data"]
        return sorted(row["title"] for row in rows)

    def upload(number: int) -> None:
        for round_number in range(UPLOADS_PER_CLIENT):
            title = f"piece {number} {round_number}"
            while True:
                sound = {"file": (f"{title}.wav", recording(1), "audio/wav")}
                answer = requests.post(
                    world.portal.url + path,
                    {"title": title, "data_type": "audio"},
                    files=sound,
                    headers=world.service.headers,
                    timeout=120,
                )
                answers.append(answer.status_code)
                if answer.status_code in {200, 202}:
                    break
                assert answer.status_code == 503, answer.text
                time.sleep(float(answer.headers["Retry-After"]))

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(upload, number) for number in range(CLIENTS)]
        world.wait_for(lambda: bool(answers), "the first answer")
        for _ in range(RESTARTS):
            cluster.restart()
            time.sleep(1)
        for client in clients:
            client.result()
    expected = sorted(
        f"piece {client} {upload}"
        for client in range(CLIENTS)
        for upload in range(UPLOADS_PER_CLIENT)
    )
    world.wait_for(lambda: len(titles_at_remote()) >= len(expected), "every file")
    assert titles_at_remote() == expected
