"""Uploads through the portal's own processes, and what `kill -9` does to them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import requests

from tests.core.mirror.portal_and_remote import kill
from tests.core.uploads.portal_client import PortalClient
from tests.recordings import recording
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

POST = {"method": "POST", "path": "/api/buckets/*/files"}


@pytest.fixture(scope="module")
def client(portal: Portal) -> PortalClient:
    return PortalClient(portal)


@pytest.fixture(autouse=True)
def _no_faults(client: PortalClient) -> Iterator[None]:
    yield
    client.remote("DELETE", "engine/faults")


def test_a_file_becomes_ready_without_anybody_asking(client: PortalClient) -> None:
    bucket = client.new_bucket()
    upload = client.upload(bucket, recording(5))
    eventually(lambda: client.state_of(upload) == "Ready")
    assert client.titles_at_remote(bucket) == ["piece"]


@pytest.mark.parametrize("megabytes", [0, 24])
def test_a_worker_killed_while_it_sends_leaves_one_file(
    client: PortalClient, megabytes: int
) -> None:
    """The remote has all of the small file when the worker dies, and a part of the large one."""
    bucket = client.new_bucket()
    stuck = {"act": "delay", "seconds": 4, "count": 1, **POST}
    client.remote("POST", "engine/faults", json=stuck)
    upload = client.upload(bucket, recording(2) + bytes(megabytes * 1024 * 1024))
    eventually(lambda: client.remote("GET", "engine/faults")["data"][0]["hits"])
    assert client.state_of(upload) == "Sending"
    client.portal.process("bulk").kill()
    eventually(
        lambda: client.state_of(upload) not in {"Sending", "Queued", "Will retry"}, within=90
    )
    assert client.titles_at_remote(bucket) == ["piece"]


def test_a_request_that_outlives_its_process_and_the_lease_leaves_one_file(
    client: PortalClient,
) -> None:
    """The web process dies while it sends; a worker takes over long before the file is there."""
    portal, bucket = client.portal, client.new_bucket()
    token = portal.manage("token", "create", "outlived", "--user", "admin").split()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    stuck = {"act": "delay", "seconds": 25, "count": 1, **POST}
    client.remote("POST", "engine/faults", json=stuck)
    client.remote("PUT", "engine/record", json={"on": True})

    def upload() -> None:
        with suppress(requests.RequestException):
            requests.post(
                f"{portal.url}/api/buckets/{bucket}/files",
                {"data_type": "audio"},
                files={"file": ("piece.wav", recording(2))},
                headers=headers,
                timeout=120,
            )

    def sendings() -> list[Any]:
        listed = client.remote("GET", "engine/events?kind=request&per_page=1000")["data"]
        bodies = [event["body"] for event in listed]
        return [body["faults"] for body in bodies if body["method"] == "POST"]

    def unfinished() -> list[str]:
        jobs = []
        for state in ("queued", "running"):
            address = f"{portal.url}/api/portal/jobs?state={state}"
            jobs += requests.get(address, headers=headers, timeout=10).json()["data"]
        return [job["title"] for job in jobs if job["kind"] == "buckets.send"]

    with ThreadPoolExecutor(1) as pool:
        pool.submit(upload)
        eventually(lambda: client.remote("GET", "engine/faults")["data"][0]["hits"])
        kill(portal.process("web"))
    # The first request ends, though nobody hears of it.
    eventually(lambda: ["delay"] in sendings())
    eventually(lambda: answers(portal) and not portal.failing(), within=120)
    eventually(lambda: not unfinished(), within=120)
    assert sendings() == [["delay"]]
    assert client.titles_at_remote(bucket) == ["piece"]


def answers(portal: Portal) -> bool:
    with suppress(OSError):
        return portal.get("/healthz")[0] == 200
    return False


def test_a_remote_that_is_down_is_waited_for(client: PortalClient) -> None:
    bucket = client.new_bucket()
    down = {"act": "drop", "path": "/api/*"}
    client.remote("POST", "engine/faults", json=down)
    upload = client.upload(bucket, recording(2))
    eventually(lambda: client.state_of(upload) == "Will retry")
    client.remote("DELETE", "engine/faults")
    eventually(lambda: client.state_of(upload) in {"Processing", "Ready"})
    assert client.titles_at_remote(bucket) == ["piece"]
