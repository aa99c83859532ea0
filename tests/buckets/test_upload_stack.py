"""Uploads through the portal's own processes, and what `kill -9` does to them."""

from collections.abc import Iterator

import pytest

from tests.buckets.at_the_portal import Person
from tests.buckets.recordings import recording
from tests.stack import running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

POST = {"method": "POST", "path": "/api/buckets/*/files"}


@pytest.fixture(scope="module")
def somebody() -> Iterator[Person]:
    with running_portal(demo=False) as portal:
        yield Person(portal)


@pytest.fixture(autouse=True)
def _no_faults(somebody: Person) -> Iterator[None]:
    yield
    somebody.remote("DELETE", "engine/faults")


def test_a_file_becomes_ready_without_anybody_asking(somebody: Person) -> None:
    bucket = somebody.bucket()
    upload = somebody.upload(bucket, recording(5))
    eventually(lambda: somebody.word(upload) == "Ready")
    assert somebody.titles(bucket) == ["piece"]


@pytest.mark.parametrize("megabytes", [0, 24])
def test_a_worker_killed_while_it_sends_leaves_one_file(somebody: Person, megabytes: int) -> None:
    """The remote has all of the small file when the worker dies, and a part of the large one."""
    bucket = somebody.bucket()
    stuck = {"act": "delay", "seconds": 4, "count": 1, **POST}
    somebody.remote("POST", "engine/faults", json=stuck)
    upload = somebody.upload(bucket, recording(2) + bytes(megabytes * 1024 * 1024))
    eventually(lambda: somebody.remote("GET", "engine/faults")["data"][0]["hits"])
    assert somebody.word(upload) == "Sending"
    somebody.portal.process("bulk").kill()
    eventually(lambda: somebody.word(upload) not in {"Sending", "Queued", "Will retry"}, within=90)
    assert somebody.titles(bucket) == ["piece"]


def test_a_remote_that_is_down_is_waited_for(somebody: Person) -> None:
    bucket = somebody.bucket()
    down = {"act": "drop", "path": "/api/*"}
    somebody.remote("POST", "engine/faults", json=down)
    upload = somebody.upload(bucket, recording(2))
    eventually(lambda: somebody.word(upload) == "Will retry")
    somebody.remote("DELETE", "engine/faults")
    eventually(lambda: somebody.word(upload) in {"Processing", "Ready"})
    assert somebody.titles(bucket) == ["piece"]
