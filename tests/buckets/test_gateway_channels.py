"""`GET /api/buckets/:id/channels…` out of the mirror, in the Console API's format."""

import pytest
from django.test import Client

from buckets.resources import CHANNELS
from core.accounts.scopes import TokenScope
from core.mirror.resources import Scope as ListScope
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import STREAM, bucket, channel, gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    bucket(8, type="Live"), bucket(9, type="Live")
    channel(1, 8, title="电台二"), channel(2, 8, title="Radio One")
    channel(3, 9, title="Radio of another bucket")
    return service_with(TokenScope.READ_BUCKETS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [2, 1]),
        ("order=asc", [1, 2]),
        ("sort=title&order=asc", [2, 1]),
        ("search=radio", [2]),
        ("search=电", [1]),
    ],
)
def test_the_list_is_filtered_and_sorted(client: Client, query: str, found: list[int]) -> None:
    reply = client.get(f"/api/buckets/8/channels?{query}").json()
    assert [row["id"] for row in reply["data"]] == found
    assert reply["meta"]["total"] == len(found)


def test_a_single_channel_is_an_object_without_its_address(client: Client) -> None:
    row = client.get("/api/buckets/8/channels/1").json()["data"]
    assert (row["title"], row["url"]) == ("电台二", "*" * len(STREAM))


def test_what_is_gone_or_elsewhere_is_not_found(client: Client) -> None:
    gone(CHANNELS, 1, scope=ListScope("8"))
    for address in ("8/channels/1", "8/channels/3", "8/channels/x", "777/channels"):
        assert client.get(f"/api/buckets/{address}").status_code == 404
