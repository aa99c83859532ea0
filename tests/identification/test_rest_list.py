"""`/api/portal/identifications`: what was identified, for other services."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from core.accounts.scopes import TokenScope
from identification.models import Identification
from tests.core.accounts.actors import service_with

pytestmark = pytest.mark.django_db
URL = "/api/portal/identifications"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RESULTS = [(0, "Kiln"), (1001, ""), (3003, ""), (None, "")]


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.IDENTIFY)


@pytest.fixture
def identified() -> list[int]:
    return [
        Identification.objects.create(
            at=NOON + timedelta(hours=number),
            project_id=number % 2,
            project_name="Monitoring",
            sample_name="night.mp3",
            begin=0,
            length=12,
            duration=12,
            status_code=code,
            best_title=title,
            response="" if code is None else json.dumps({"status": {"code": code, "msg": ""}}),
        ).pk
        for number, (code, title) in enumerate(RESULTS)
    ]


def ids(client: Client, query: str) -> list[int]:
    return [row["id"] for row in client.get(f"{URL}?{query}").json()["data"]]


def test_all_are_listed_newest_first(client: Client, identified: list[int]) -> None:
    body = client.get(f"{URL}?per_page=2").json()

    assert [row["id"] for row in body["data"]] == identified[:1:-1]
    assert body["meta"]["total"] == 4
    assert body["data"][1]["status"]["code"] == 3003


def test_filters(client: Client, identified: list[int]) -> None:
    result, no_result, refused, unanswered = identified

    assert ids(client, "outcome=result") == [result]
    assert ids(client, "outcome=no_result") == [no_result]
    assert ids(client, "outcome=refused") == [refused]
    assert ids(client, "outcome=unanswered") == [unanswered]
    assert ids(client, "project=1") == [unanswered, no_result]
    assert ids(client, "since=2026-11-21T14:00:00Z") == [unanswered, refused]
    assert ids(client, "until=2026-11-21T13:00:00Z&outcome=result") == [result]


@pytest.mark.parametrize("query", ["outcome=good", "project=x", "since=x"])
def test_a_filter_that_cannot_be_read_is_named(client: Client, query: str) -> None:
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 422
    assert set(response.json()["errors"]) == {query.partition("=")[0]}
