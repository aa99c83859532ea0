"""A page of any length is sent whole, in pieces: a client that never pages loses nothing."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import Settings

from buckets.resources import FILES
from core.accounts.models import AuditEntry
from core.gateway import streaming
from core.gateway.streaming import MOST_AT_ONCE, StreamOverdueError
from core.mirror import clock
from core.mirror.api.gateway import GatewayViewSet
from core.mirror.resources import Scope
from scanning.models import ScanResult
from scanning.resources import SCANNED_FILES
from tests.core.accounts.actors import issued, service
from tests.core.gateway.mirror_rows import MOMENT, bucket, container, gone, mirror, project
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

ALL = "/api/buckets/8/files?per_page=10000000"
COUNT = 57


@pytest.fixture
def client() -> Client:
    return service(issued())


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few rows are many pieces."""
    monkeypatch.setattr(GatewayViewSet, "rows_in_memory", 20)
    monkeypatch.setattr(GatewayViewSet, "rows_in_piece", 5)


@pytest.fixture
def files() -> None:
    bucket(8)
    mirror(FILES, *(a_file(number) for number in range(1, COUNT + 1)), scope=Scope("8"))


def a_file(number: int) -> dict[str, Any]:
    return {
        "id": number, "uid": 1, "bucket_id": 8, "acr_id": f"{number:032x}", "state": number % 2,
        "title": "a song" if number % 3 else "a talk", "user_defined": {}, "duration": 79,
        "audio_id": "", "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip


def stream(client: Client, path: str) -> StreamingHttpResponse:
    response: object = client.get(path)
    assert isinstance(response, StreamingHttpResponse)
    assert response.status_code == 200
    return response


def parts_of(response: StreamingHttpResponse) -> Iterator[bytes]:
    return iter(cast(Iterator[bytes], response))


def read(client: Client, path: str) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(stream(client, path).getvalue())
    return reply


@pytest.mark.parametrize(
    "query", ["", "&sort=state&order=desc", "&state=1", "&search=song", "&sort=created_at"]
)
def test_all_of_a_list_is_what_its_pages_are_together(
    client: Client, files: None, query: str
) -> None:
    paged: list[Any] = []
    number = 1
    while number:
        page = client.get(f"/api/buckets/8/files?per_page=7&page={number}{query}").json()
        paged += page["data"]
        number = number + 1 if page["links"]["next"] else 0
    whole = read(client, f"{ALL}{query}")
    assert whole["data"] == paged
    assert whole["meta"]["total"] == whole["meta"]["to"] == len(paged) > 20
    assert whole["links"]["next"] is None


@pytest.mark.parametrize("cold", [True, False])
def test_pages_that_are_long_are_pages_too(client: Client, files: None, cold: bool) -> None:
    first = read(client, "/api/buckets/8/files?per_page=25")
    if cold:
        cache.clear()
    second = read(client, "/api/buckets/8/files?per_page=25&page=2")
    third = client.get("/api/buckets/8/files?per_page=25&page=3").json()
    ids = [row["id"] for reply in (first, second, third) for row in reply["data"]]
    assert ids == list(range(1, COUNT + 1))
    for reply, first_row, last_row in ((first, 1, 25), (second, 26, 50), (third, 51, 57)):
        meta = reply["meta"]
        assert (meta["from"], meta["to"], meta["total"]) == (first_row, last_row, COUNT)
        assert meta["last_page"] == 3


def test_rows_that_come_and_go_meanwhile_shift_none_of_the_others(
    client: Client, files: None
) -> None:
    parts = parts_of(stream(client, ALL))
    begun = [next(parts), next(parts)]
    gone(FILES, 1, 2, 40, scope=Scope("8"))
    mirror(FILES, a_file(1000), scope=Scope("8"))
    reply = json.loads(b"".join([*begun, *parts]))
    ids = [row["id"] for row in reply["data"]]
    assert ids == [*range(1, 40), *range(41, COUNT + 1), 1000]
    assert reply["meta"]["total"] == reply["meta"]["to"] == len(ids)


def test_no_transaction_is_open_between_the_pieces(client: Client, files: None) -> None:
    for _ in parts_of(stream(client, ALL)):
        assert not connection.in_atomic_block
        raw: Any = connection.connection
        if connection.vendor == "sqlite":
            assert not raw.in_transaction
        else:
            assert raw.info.transaction_status.name == "IDLE"


def test_the_memory_for_a_long_page_is_that_of_a_piece(client: Client) -> None:
    container(5)
    keys = [UUID(int=number) for number in range(1, 401)]
    rows = [
        {"id": str(key), "uid": 1, "cid": 5, "name": "n", "state": 1, "created_at": MOMENT}
        for key in keys
    ]
    mirror(SCANNED_FILES, *rows, scope=Scope("5"))
    results = json.dumps({"music": [{"lyrics": "la" * 50_000}]})
    ScanResult.objects.bulk_create(
        [
            ScanResult(pk=key, payload=results, row_hash="x", fetched_at=clock.now(), matches=1)
            for key in keys
        ],
        batch_size=50,
    )
    parts = parts_of(stream(client, "/api/fs-containers/5/files?with_result=1&per_page=10000000"))
    tracemalloc.start()
    sent = sum(len(part) for part in parts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 400 * len(results)
    assert peak < 0.25 * sent, f"{peak:,} of {sent:,} bytes"


def test_a_fifth_long_page_at_once_is_asked_to_come_back(client: Client, files: None) -> None:
    streams = [stream(client, ALL) for _ in range(MOST_AT_ONCE)]
    refused = client.get(ALL)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Too many long pages" in refused.json()["message"]
    assert client.get("/api/buckets/8/files?per_page=20").status_code == 200, "a short one is not"

    assert json.loads(streams.pop().getvalue())["meta"]["total"] == COUNT
    again = stream(client, ALL)
    assert client.get(ALL).status_code == 429
    streams.pop().close()
    half_read = stream(client, ALL)
    next(parts_of(half_read))
    half_read.close()
    assert read(client, ALL)["meta"]["total"] == COUNT
    for response in (again, *streams):
        response.close()


def test_all_processes_of_a_host_count_and_a_killed_one_no_longer(
    client: Client, files: None, settings: Settings
) -> None:
    stream(client, ALL).close()
    hold = (
        "import fcntl, sys, time\n"
        "held = [open(f'{sys.argv[1]}/streams/{n}', 'ab') for n in range(4)]\n"
        "for file in held: fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(600)\n"
    )
    for number in range(MOST_AT_ONCE):
        (settings.DATA_DIR / "streams" / str(number)).touch()
    command = [sys.executable, "-c", hold, str(settings.DATA_DIR)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        assert client.get(ALL).status_code == 429
        other.kill()
    eventually(lambda: client.get(ALL).status_code == 200)


def test_a_page_that_takes_too_long_breaks_off_and_makes_room(
    client: Client, files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "DEADLINE_SECONDS", 0)
    for _ in range(MOST_AT_ONCE + 1):
        sent: list[bytes] = []
        with pytest.raises(StreamOverdueError):
            sent.extend(parts_of(stream(client, ALL)))
        with pytest.raises(ValueError, match="Expecting"):
            json.loads(b"".join(sent))


def test_secrets_in_a_long_page_are_audited_too(client: Client) -> None:
    for key in range(1, 31):
        project(key)
    reply = read(client, "/api/base-projects?per_page=100")
    assert "*" not in reply["data"][0]["access_secret"]
    told = " ".join(AuditEntry.objects.filter(act="read secrets").values_list("target", flat=True))
    assert all(str(row["id"]) in told for row in reply["data"])
