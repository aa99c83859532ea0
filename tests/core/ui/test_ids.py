"""Numbers too long for a database are no ids: they get 404, not an error."""

import base64
import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from scanning.models import Delivery
from tests.core.accounts.actors import person, service_with, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, container

pytestmark = pytest.mark.django_db
LONG = "9" * 30
# Those of the rooms whose addresses other people's forms and links name.
OURS = ("accounts", "buckets", "identification", "projects", "scanning")


@pytest.fixture
def admin() -> Client:
    return signed_in(person(Role.ADMIN))


def id_routes() -> list[str]:
    found = []

    def walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> None:
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(route, one.url_patterns)
            elif one.callback.__module__.partition(".")[0] in OURS:
                found.append(route)

    walk("/", get_resolver().url_patterns)
    return [route for route in found if "<id:" in route or "<int:" in route]


def test_every_url_with_an_id_refuses_a_longer_one(admin: Client) -> None:
    routes = id_routes()
    assert len(routes) > 30
    assert any(route.startswith("/api/") for route in routes)
    tokens = service_with(TokenScope.IDENTIFY)
    for route in routes:
        path = route.replace("<uuid:file_id>", str(uuid4()))
        for part in {part for part in path.split("/") if ":" in part}:
            path = path.replace(part, LONG)
        client = tokens if path.startswith("/api/") else admin
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in (404, 405), path


@pytest.mark.parametrize("path", ["/buckets/7/", "/callbacks/", "/audit/", "/people/"])
def test_a_cursor_that_no_row_has_is_the_first_page(admin: Client, path: str) -> None:
    bucket(7)
    audio_file(1, 7)
    for values in ([0, None, LONG], [1, LONG, LONG], [0, "x", f"-{LONG}"]):
        at = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
        assert admin.get(f"{path}?at={at}").status_code == 200


def test_a_choice_that_is_no_id_is_ignored(admin: Client) -> None:
    bucket(7)
    audio_file(1, 7)
    container(8)
    move = {"pick": "1", "agreed": "1", "target": LONG}
    assert admin.post("/buckets/7/files/move/", move).status_code == 422
    assert admin.post("/identify/", {"project": LONG}).status_code == 422
    for path in ("/buckets/7/files/move/", "/scanning/8/files/delete/", "/callbacks/replay/"):
        answer = admin.post(path, {"pick": [LONG, f"-{LONG}", "x"]}, follow=True)
        assert answer.status_code == 200
    assert not Delivery.objects.exists()


def test_exports_are_of_files_that_are_named_rightly(admin: Client) -> None:
    container(8)
    for name in ("-" * 36, str(uuid4())):
        for form in ("csv", "json", "xml"):
            assert admin.get(f"/scanning/8/files/{name}/results.{form}").status_code == 404
