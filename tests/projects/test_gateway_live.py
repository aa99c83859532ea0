"""What the gateway passes on of a project: its buckets' health, its counts by day."""

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from core.accounts.scopes import TokenScope
from core.mirror import remote
from projects import statistics
from projects.models import BucketHealth, DayCount
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import project, unplug
from tests.engines import Engine
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_PROJECTS)


@pytest.fixture
def made(engine: Engine) -> dict[str, Any]:
    """A project that the remote has and the mirror knows."""
    console = remote.console()
    bucket = console.create("buckets", {"name": "b", "type": "File", "region": "eu-west-1"})
    fields = {
        "name": "p",
        "type": "AVR",
        "region": "eu-west-1",
        "buckets": [bucket.rows[0]["id"]],
    }
    row: dict[str, Any] = console.create("base-projects", fields).rows[0]
    project(row["id"])
    return row


@pytest.mark.parametrize("spelling", ["buckets-status", "bucket-status"])
def test_health_comes_without_an_envelope(
    client: Client, made: dict[str, Any], spelling: str
) -> None:
    reply = client.get(f"/api/base-projects/{made['id']}/{spelling}").json()
    assert reply["File"][0]["nodes"]["status"] == 1
    assert reply["File"][0]["buckets"][0]["name"] == "b"


@pytest.mark.parametrize(
    "query",
    [
        "day-stat?start=2026-01-01&end=2026-01-03",
        "statistics?start_date=2026-01-01&end_date=2026-01-03",
    ],
)
def test_counts_by_day_come_in_either_spelling(
    client: Client, made: dict[str, Any], query: str
) -> None:
    reply = client.get(f"/api/base-projects/{made['id']}/{query}").json()
    assert [day["date"] for day in reply["data"]] == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_the_remotes_refusal_is_passed_on(client: Client, made: dict[str, Any]) -> None:
    response = client.get(f"/api/base-projects/{made['id']}/day-stat?start=yesterday")
    assert response.status_code == 422
    assert "start" in response.json()["errors"]


@pytest.mark.parametrize("gone", ["unplugged", "failing"])
def test_with_the_remote_down_the_histories_answer_and_say_how_old_they_are(
    client: Client, made: dict[str, Any], settings: Settings, engine: Engine, gone: str
) -> None:
    addresses = [f"/api/base-projects/{made['id']}/{end}" for end in ("buckets-status", "day-stat")]
    before = [client.get(address) for address in addresses]
    assert not any("Age" in response for response in before)
    statistics.read_health(made["id"])
    statistics.read_day_counts(made["id"])
    age_by(made["id"], timedelta(hours=2))
    cache.clear()
    with contextlib.ExitStack() as stack:
        if gone == "unplugged":
            unplug(settings)
        else:
            stack.enter_context(fault(engine, "status", status=503, path="/api/base-projects/*"))
        after = [client.get(address) for address in addresses]
    assert [response.json() for response in after] == [response.json() for response in before]
    assert all(int(response["Age"]) >= 7200 for response in after)


def age_by(project_id: int, age: timedelta) -> None:
    """The histories were read that long ago."""
    healths = BucketHealth.objects.filter(project_id=project_id)
    healths.update(since=F("since") - age, checked_at=F("checked_at") - age)
    DayCount.objects.filter(project_id=project_id).update(read_at=F("read_at") - age)


def test_the_days_that_are_asked_for_come_from_the_history(
    client: Client, made: dict[str, Any], settings: Settings
) -> None:
    statistics.read_day_counts(made["id"])
    today = datetime.now(UTC).date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in (5, 4, 3)]
    unplug(settings)
    address = f"/api/base-projects/{made['id']}"
    for query in (f"day-stat?start={days[0]}&end={days[2]}",
                  f"statistics?start_date={days[0]}&end_date={days[2]}"):  # fmt: skip
        reply = client.get(f"{address}/{query}").json()
        assert [day["date"] for day in reply["data"]] == days
    wrong = client.get(f"{address}/day-stat?start=yesterday")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["start"])
    assert client.get(f"{address}/day-stat?start=0001-01-01&end=0001-01-02").status_code == 502


def test_with_the_remote_down_there_is_no_answer_unless_one_is_kept(
    client: Client, made: dict[str, Any], settings: Settings
) -> None:
    address = f"/api/base-projects/{made['id']}/buckets-status"
    before = client.get(address).content
    unplug(settings)
    assert client.get(address).content == before
    response = client.get(f"/api/base-projects/{made['id']}/day-stat")
    assert response.status_code == 502
    assert response.json()["message"] == "The remote could not be reached."
    # Read by version 0.1, nobody knows when.
    today = datetime.now(UTC).date()
    counts = {"with_result": 1, "without_result": 1, "errors": 0}
    DayCount.objects.create(project_id=made["id"], day=today, **counts)
    assert client.get(f"/api/base-projects/{made['id']}/day-stat").status_code == 502


def test_a_project_that_the_mirror_does_not_know_is_not_found(client: Client) -> None:
    assert client.get("/api/base-projects/777/day-stat").status_code == 404
