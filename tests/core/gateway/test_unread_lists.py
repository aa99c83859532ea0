"""A list that no pass has read is not answered as if it were empty."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.resources import BUCKETS, CHANNELS, FILES
from core.clients.console import Console
from core.mirror import services
from core.mirror.freshness import list_read_at
from core.mirror.models import KnownField, MirrorScope
from core.mirror.resources import WHOLE_ACCOUNT, Resource
from core.mirror.resources import Scope as ListScope
from projects.resources import PROJECTS
from scanning.resources import CONTAINERS, SCANNED_FILES
from tests.core.accounts.actors import issued, service
from tests.core.gateway.mirror_rows import (
    audio_file,
    bucket,
    container,
    list_is_unread,
    list_was_read,
)
from tests.core.mirror.conftest import FullPass, account, full_pass, new_bucket, new_file, run_now
from tests.engines import Engine

__all__ = ["account", "full_pass"]

pytestmark = pytest.mark.django_db(transaction=True)

JSON = "application/json"
LISTS: dict[str, tuple[Resource[Any], ListScope]] = {
    "/api/buckets": (BUCKETS, WHOLE_ACCOUNT),
    "/api/base-projects": (PROJECTS, WHOLE_ACCOUNT),
    "/api/fs-containers": (CONTAINERS, WHOLE_ACCOUNT),
    "/api/buckets/7/files": (FILES, ListScope("7")),
    "/api/buckets/8/channels": (CHANNELS, ListScope("8")),
    "/api/fs-containers/5/files": (SCANNED_FILES, ListScope("5")),
}


@pytest.fixture
def client() -> Client:
    return service(issued())


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_was_never_read_asks_to_come_back(client: Client, path: str) -> None:
    bucket(7), bucket(8, type="Live"), container(5)
    resource, scope = LISTS[path]
    list_is_unread(resource, scope)
    response = client.get(path)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response.json()["message"].endswith("has not been read yet.")

    list_was_read(resource, scope)
    assert client.get(path).status_code == 200


def test_a_wrong_parameter_is_told_before_that(client: Client) -> None:
    bucket(7)
    list_is_unread(FILES, ListScope("7"))
    assert client.get("/api/buckets/7/files?sort=colour").status_code == 422


@pytest.mark.parametrize(
    "path", ["/api/buckets/7/files", "/api/buckets/7/channels", "/api/fs-containers/7/files"]
)
def test_a_parent_may_be_in_a_list_that_was_never_read(client: Client, path: str) -> None:
    assert client.get(path).status_code == 503
    list_was_read(BUCKETS)
    list_was_read(CONTAINERS)
    assert client.get(path).status_code == 404


def test_an_uploaded_file_does_not_make_a_list_read(client: Client) -> None:
    bucket(7), audio_file(1, 7)
    list_is_unread(FILES, ListScope("7"))
    assert client.get("/api/buckets/7/files").status_code == 503


def test_lists_of_what_the_portal_has_just_made_are_empty(client: Client, engine: Engine) -> None:
    where = {"name": "made here", "region": "eu-west-1"}
    made = client.post("/api/buckets", where, content_type=JSON).json()["data"]["id"]
    live = client.post("/api/buckets", {**where, "type": "Live"}, content_type=JSON)
    live_id = live.json()["data"]["id"]
    fields = {**where, "engine": 1, "buckets": [made]}
    scans = client.post("/api/fs-containers", fields, content_type=JSON).json()["data"]["id"]
    for path in (
        f"/api/buckets/{made}/files",
        f"/api/buckets/{live_id}/channels",
        f"/api/fs-containers/{scans}/files",
    ):
        reply = client.get(path)
        assert (reply.status_code, reply.json()["data"]) == (200, []), path
    assert set(MirrorScope.objects.values_list("resource", "scope")) == {
        ("files", str(made)), ("channels", str(live_id)), ("scanned-files", str(scans))
    }  # fmt: skip


def test_what_is_put_into_it_elsewhere_is_found_by_the_next_look(
    client: Client, account: Console, engine: Engine
) -> None:
    where = {"name": "made here", "region": "eu-west-1"}
    made = client.post("/api/buckets", where, content_type=JSON).json()["data"]["id"]
    file = new_file(engine, made, "from elsewhere")
    run_now(services.request_head_pass(resource="buckets"))
    run_now(services.request_head_pass(resource="files"))
    assert [row["id"] for row in client.get(f"/api/buckets/{made}/files").json()["data"]] == [file]
    assert not KnownField.objects.filter(resource="files", is_drift=True).exists()


def test_a_list_that_is_new_since_the_last_full_pass_is_read_whole(
    account: Console, engine: Engine, full_pass: FullPass, client: Client, settings: Settings
) -> None:
    """Although the mirror has its newest file, which would end the look for what is new."""
    settings.SYNC_PAGE_SIZE = 2
    full_pass("buckets")
    full_pass("files")
    later = new_bucket(account, "later")
    files = [new_file(engine, later, f"file {at}") for at in range(3)]
    run_now(services.request_head_pass(resource="buckets"))
    assert client.get(f"/api/buckets/{later}/files").status_code == 503
    assert client.get(f"/api/buckets/{later}/files/{files[-1]}").status_code == 200
    run_now(services.request_head_pass(resource="files"))
    reply = client.get(f"/api/buckets/{later}/files").json()
    assert [row["id"] for row in reply["data"]] == files
    assert list_read_at("files", str(later))
