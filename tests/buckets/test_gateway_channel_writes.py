"""POST, PUT and DELETE of live channels through the gateway, against the real engine."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import LiveChannel
from core.accounts.models import AuditEntry
from core.accounts.scopes import TokenScope
from core.mirror import remote
from core.mirror.secrets import unseal
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import STREAM, bucket, channel, unplug
from tests.engines import Engine

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS)


@pytest.fixture
def channels(client: Client, engine: Engine) -> str:
    """The address of the channels of a new bucket of live channels."""
    fields = {"name": "stations", "type": "Live", "region": "eu-west-1"}
    made = client.post("/api/buckets", fields, content_type=JSON).json()["data"]
    return f"/api/buckets/{made['id']}/channels"


def add(client: Client, channels: str, **fields: object) -> dict[str, Any]:
    given = {"title": "Radio One", "url": STREAM, **fields}
    response = client.post(channels, given, content_type=JSON)
    assert response.status_code == 201, response.content
    row: dict[str, Any] = response.json()["data"]
    return row


def at_remote(channels: str) -> list[dict[str, Any]]:
    path = channels.removeprefix("/api/")
    rows: list[dict[str, Any]] = remote.console().page(path, number=1, per_page=100).rows
    return rows


@pytest.mark.parametrize("spelling", ["title", "name"])
def test_a_channel_is_made_in_either_spelling_and_mirrored_at_once(
    client: Client, channels: str, spelling: str
) -> None:
    fields = {
        spelling: "电台",
        "url": STREAM,
        "timeshift": 24,
        "user_defined": '{"city": "伯尔尼"}',
    }
    response = client.post(channels, fields, content_type=JSON)
    assert response.status_code == 201, response.content
    row, (there,) = response.json()["data"], at_remote(channels)
    assert there == {**row, "url": STREAM}
    assert (there["title"], there["timeshift"]) == ("电台", 24)
    assert there["user_defined"] == {"city": "伯尔尼"}
    assert client.get(f"{channels}/{row['id']}").json()["data"] == row


def test_its_address_is_told_to_nobody_without_the_scope(client: Client, channels: str) -> None:
    row = add(client, channels)
    assert row["url"] == "*" * len(STREAM)
    assert unseal(LiveChannel.objects.get(pk=row["id"]).secrets) == {"url": STREAM}
    entry = AuditEntry.objects.get(act="create channel")
    assert (entry.target, entry.detail) == (f"channel {row['id']}", {"title": "Radio One"})


def test_a_channel_is_changed_by_what_is_given_only(client: Client, channels: str) -> None:
    address = f"{channels}/{add(client, channels, record=1)['id']}"
    changed = client.put(address, {"name": "renamed"}, content_type=JSON).json()["data"]
    (there,) = at_remote(channels)
    assert there == {**changed, "url": STREAM}
    assert (there["title"], there["name"], there["record"]) == ("renamed", "renamed", 1)
    assert client.get(address).json()["data"] == changed
    client.put(address, {"record": False}, content_type=JSON)
    assert at_remote(channels)[0]["record"] == 0


@pytest.mark.parametrize("spelling", ["title", "name"])
def test_a_channel_that_is_sent_back_whole_is_changed_where_it_differs(
    client: Client, channels: str, spelling: str
) -> None:
    row = add(client, channels)
    response = client.put(f"{channels}/{row['id']}", {**row, spelling: "new"}, content_type=JSON)
    assert response.status_code == 200, response.content
    (there,) = at_remote(channels)
    assert (there["title"], there["url"]) == ("new", STREAM)


def test_channels_are_deleted_by_their_ids(client: Client, channels: str) -> None:
    first, second, third = (add(client, channels, title=str(n))["id"] for n in range(3))
    assert client.delete(f"{channels}/{first},{second}").status_code == 204
    assert [row["id"] for row in at_remote(channels)] == [third]
    assert [row["id"] for row in client.get(channels).json()["data"]] == [third]
    assert client.delete(f"{channels}/{first}").status_code == 404
    assert AuditEntry.objects.get(act="delete channels").detail == {"ids": [first, second]}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": STREAM}, "title"),
        ({"title": "x", "url": "nonsense"}, "url"),
        ({"title": "x", "name": "y", "url": STREAM}, "name"),
        ({"title": "x", "url": STREAM, "nonsense": 1}, "nonsense"),
        ({"title": "x", "url": STREAM, "timeshift": "long"}, "timeshift"),
        ({"title": "x", "url": STREAM, "user_defined": "["}, "user_defined"),
    ],
)
def test_what_can_not_be_is_named_by_field(
    client: Client, channels: str, fields: dict[str, object], field: str
) -> None:
    response = client.post(channels, fields, content_type=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (422, [field])
    assert not at_remote(channels)


def test_with_the_remote_down_nothing_changes(client: Client, settings: Settings) -> None:
    bucket(8, type="Live"), channel(1, 8, title="as it was")
    unplug(settings)
    answers = [
        client.put("/api/buckets/8/channels/1", {"title": "x"}, content_type=JSON),
        client.post("/api/buckets/8/channels", {"title": "x"}, content_type=JSON),
        client.delete("/api/buckets/8/channels/1"),
    ]
    assert [answer.status_code for answer in answers] == [502, 502, 502]
    assert LiveChannel.objects.live().get().title == "as it was"


def test_a_portal_that_may_only_read_changes_nothing(
    client: Client, channels: str, settings: Settings
) -> None:
    row = add(client, channels)
    settings.ACRCLOUD_READ_ONLY = True
    address = f"{channels}/{row['id']}"
    assert client.put(address, {"title": "x"}, content_type=JSON).status_code == 409
    assert (
        client.post(channels, {"title": "x", "url": STREAM}, content_type=JSON).status_code == 409
    )
    assert client.delete(address).status_code == 409
    assert at_remote(channels)[0]["title"] == "Radio One"
