"""A prepared query answers as the queryset does that it was made of, whatever its parameters."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.gateway.prepared import PreparedQuery
from scanning.models import CallbackAddress, Delivery, DeliveryState

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def deliveries() -> list[Delivery]:
    address = CallbackAddress.objects.create(token_hash="x")
    return [
        Delivery.objects.create(
            address=address,
            file_id=uuid4(),
            container_id=number,
            received_at=NOON + timedelta(minutes=number),
            headers={"Host": "portal"},
        )
        for number in range(4)
    ]


def build(file_id: UUID, after: datetime, state: str, least: int) -> Any:
    return (
        Delivery.objects.filter(file_id=file_id, received_at__gt=after, state=state)
        .filter(container_id__gte=least, repeats=0)
        .order_by("id")
        .values_list("pk", "file_id", "received_at", "headers", "settled_at")[:2]
    )


def test_the_same_rows_as_the_queryset(deliveries: list[Delivery]) -> None:
    query = PreparedQuery(build, UUID, datetime, str, int)
    for delivery in deliveries:
        assert delivery.file_id is not None
        for after, least in ((NOON, 0), (NOON + timedelta(minutes=2), 1), (NOON, 3)):
            values = (delivery.file_id, after, DeliveryState.STORED.value, least)
            assert query.rows(*values) == list(build(*values))
    assert query.row(uuid4(), NOON, "stored", 0) is None


def test_it_is_compiled_once(deliveries: list[Delivery]) -> None:
    calls: list[int] = []

    def counted(least: int) -> Any:
        calls.append(least)
        return Delivery.objects.filter(container_id__gte=least).values_list("pk")

    query = PreparedQuery(counted, int)
    with CaptureQueriesContext(connection) as queries:
        assert [len(query.rows(least)) for least in (0, 1, 3)] == [4, 3, 1]
    assert (len(calls), len(queries)) == (1, 3)


def test_a_parameter_that_is_not_in_the_query_is_refused() -> None:
    query = PreparedQuery(
        lambda least: Delivery.objects.filter(pk=least + 1).values_list("pk"), int
    )
    with pytest.raises(ValueError, match="unchanged"):
        query.rows(1)
