"""`GET /api/base-projects…` out of the mirror, in the Console API's format."""

import pytest
from django.test import Client

from core.accounts.scopes import TokenScope
from projects.resources import PROJECTS
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import SECRET, gone, project

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_PROJECTS)


def ids(client: Client, query: str = "") -> list[int]:
    return [row["id"] for row in client.get(f"/api/base-projects?{query}").json()["data"]]


def test_the_newest_comes_first_and_filters_narrow(client: Client) -> None:
    project(2, service_type="HR"), project(13, region="us-west-2"), project(15)
    assert ids(client) == [15, 13, 2]
    assert ids(client, "type=HR") == [2]
    assert ids(client, "region=us-west-2") == [13]


def test_a_project_keeps_its_key_order_and_hides_its_secret(client: Client) -> None:
    stored = project(15)
    text = client.get("/api/base-projects/15").content.decode()
    assert text == f'{{"data":{stored.payload}}}'
    assert f'"access_secret":"{"*" * len(SECRET)}"' in text
    assert SECRET not in text


def test_with_the_scope_the_secret_is_in_its_place(client: Client) -> None:
    stored = project(15)
    clear = service_with(TokenScope.READ_PROJECTS, TokenScope.SECRETS)
    text = clear.get("/api/base-projects/15").content.decode()
    assert text == f'{{"data":{stored.payload}}}'.replace("*" * len(SECRET), SECRET)


def test_a_project_that_is_gone_is_left_out(client: Client) -> None:
    project(1), project(2)
    gone(PROJECTS, 1)
    assert ids(client) == [2]
    assert client.get("/api/base-projects/1").status_code == 404
