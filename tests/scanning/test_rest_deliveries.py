"""`/api/portal/deliveries`: the callbacks that came, for other services."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from core.accounts.scopes import TokenScope
from scanning.models import CallbackAddress, Delivery, DeliveryState
from tests.core.accounts.actors import service_with

pytestmark = pytest.mark.django_db
URL = "/api/portal/deliveries"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_SCANNING)


@pytest.fixture
def delivered() -> list[Delivery]:
    address = CallbackAddress.objects.create(token_hash="x")
    return [
        Delivery.objects.create(
            address=address,
            headers={"User-Agent": "SECRET"},
            file_id=uuid4(),
            container_id=number,
            state=state,
            received_at=NOON + timedelta(hours=number),
        )
        for number, state in enumerate([DeliveryState.APPLIED, DeliveryState.FAILED] * 2)
    ]


def ids(client: Client, query: str) -> list[int]:
    return [row["id"] for row in client.get(f"{URL}?{query}").json()["data"]]


def test_all_are_listed_newest_first_in_pages(client: Client, delivered: list[Delivery]) -> None:
    body: dict[str, Any] = client.get(f"{URL}?per_page=3").json()

    assert [row["id"] for row in body["data"]] == [row.pk for row in delivered[:0:-1]]
    assert body["meta"]["total"] == 4
    assert body["data"][0]["state"] == "failed"
    assert body["data"][0]["file_id"] == str(delivered[3].file_id)


def test_what_the_sender_wrote_is_not_shown(client: Client, delivered: list[Delivery]) -> None:
    assert "SECRET" not in client.get(URL).content.decode()
    assert "SECRET" not in client.get(f"{URL}/{delivered[0].pk}").content.decode()


def test_filters(client: Client, delivered: list[Delivery]) -> None:
    zero, one, two, three = (row.pk for row in delivered)

    assert ids(client, "state=applied") == [two, zero]
    assert ids(client, "container=1") == [one]
    assert ids(client, f"file={delivered[2].file_id}") == [two]
    assert ids(client, "since=2026-11-21T14:00:00Z") == [three, two]
    assert ids(client, "since=2026-11-21T15:00:00%2B01:00") == [three, two]
    assert ids(client, "since=2026-11-21T15:00:00+01:00") == [three, two]
    assert ids(client, "until=2026-11-21T13:00:00") == [zero]


@pytest.mark.parametrize(
    "query", ["state=lost", "container=x", "file=7", "since=yesterday", "until=10000-01-01"]
)
def test_a_filter_that_cannot_be_read_is_named(client: Client, query: str) -> None:
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 422
    assert set(response.json()["errors"]) == {query.partition("=")[0]}


def test_one(client: Client, delivered: list[Delivery]) -> None:
    assert client.get(f"{URL}/{delivered[1].pk}").json()["container_id"] == 1
    assert client.get(f"{URL}/987654").status_code == 404
