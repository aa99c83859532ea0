"""Uploads through the portal's own processes, and what `kill -9` does to them."""

from collections.abc import Iterator

import pytest

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


def test_a_remote_that_is_down_is_waited_for(client: PortalClient) -> None:
    bucket = client.new_bucket()
    down = {"act": "drop", "path": "/api/*"}
    client.remote("POST", "engine/faults", json=down)
    upload = client.upload(bucket, recording(2))
    eventually(lambda: client.state_of(upload) == "Will retry")
    client.remote("DELETE", "engine/faults")
    eventually(lambda: client.state_of(upload) in {"Processing", "Ready"})
    assert client.titles_at_remote(bucket) == ["piece"]
