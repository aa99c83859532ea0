"""What the gateway passes on of a project: its buckets' health, its counts by day."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from core.accounts.scopes import TokenScope
from core.mirror import remote
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import project, unplug
from tests.engines import Engine

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


def test_with_the_remote_down_there_is_no_answer_unless_one_is_remembered(
    client: Client, made: dict[str, Any], settings: Settings
) -> None:
    address = f"/api/base-projects/{made['id']}/buckets-status"
    before = client.get(address).content
    unplug(settings)
    assert client.get(address).content == before
    response = client.get(f"/api/base-projects/{made['id']}/day-stat")
    assert response.status_code == 502
    assert response.json()["message"] == "The remote could not be reached."


def test_a_project_that_the_mirror_does_not_know_is_not_found(client: Client) -> None:
    assert client.get("/api/base-projects/777/day-stat").status_code == 404
