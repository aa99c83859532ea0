"""`GET /api/fs-containers…` out of the mirror, in the Console API's format."""

import pytest
from django.test import Client

from core.accounts.scopes import TokenScope
from scanning.resources import CONTAINERS
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import CALLBACK, container, gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_SCANNING)


def ids(client: Client, query: str = "") -> list[int]:
    return [row["id"] for row in client.get(f"/api/fs-containers?{query}").json()["data"]]


def test_the_newest_comes_first_and_filters_narrow(client: Client) -> None:
    container(1, name="radio"), container(2, name="podcasts", region="us-west-2")
    assert ids(client) == [2, 1]
    assert ids(client, "name=rad") == [1]
    assert ids(client, "region=us-west-2") == [2]


def test_the_callback_address_is_hidden(client: Client) -> None:
    stored = container(1)
    text = client.get("/api/fs-containers/1").content.decode()
    assert text == f'{{"data":{stored.payload}}}'
    assert f'"callback_url":"{"*" * len(CALLBACK)}"' in text


def test_a_container_that_is_gone_is_left_out(client: Client) -> None:
    container(1), container(2)
    gone(CONTAINERS, 2)
    assert ids(client) == [1]
    assert client.get("/api/fs-containers/2").status_code == 404
