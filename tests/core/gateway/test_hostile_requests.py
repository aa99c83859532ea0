"""Requests that nobody sends by accident get a clean status."""

import pytest
from django.test import Client

from buckets.resources import BUCKETS
from core.accounts.roles import Role
from core.gateway.query_params import MAX_TEXT_LENGTH
from tests.core.accounts.actors import issued, person, service, signed_in
from tests.core.gateway.mirror_rows import list_was_read

pytestmark = pytest.mark.django_db

CODECS = ["idna", "punycode", "rot13", "hex", "base64", "utf-7", "utf-16", "unknown"]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
DEEP = "[" * 100_000


@pytest.fixture
def client() -> Client:
    list_was_read(BUCKETS)
    return service(issued())


@pytest.mark.parametrize(
    "path", ["/api/buckets", "/api/portal/sync", "/api/portal/identify", "/api/fs-containers"]
)
@pytest.mark.parametrize("body", [DEEP, '{"a":' * 100_000])
def test_json_that_is_nested_too_deep(client: Client, path: str, body: str) -> None:
    assert client.post(path, body, content_type=JSON).status_code in {400, 415}


@pytest.mark.parametrize("charset", CODECS)
def test_a_charset_that_is_no_charset_changes_nothing(client: Client, charset: str) -> None:
    form = f"{FORM}; charset={charset}"
    # Not `post`, by which Django's client would encode the body.
    wrong = Client().generic("POST", "/login/", "username=ä&password=b".encode(), content_type=form)
    assert wrong.status_code == 422
    assert "The name or the password is wrong." in wrong.content.decode()

    page = signed_in(person(Role.OPERATOR)).generic("GET", "/buckets/?q=%C3%A4", content_type=form)
    assert page.status_code == 200
    assert "ä" in page.content.decode()

    as_json = f"{JSON}; charset={charset}"
    listed = client.generic("GET", "/api/buckets?search=%C3%A4", content_type=as_json)
    assert listed.status_code < 500
    for path, body in (("/api/portal/sync", '{"resource": "ä"}'), ("/api/buckets", '{"ä": 1}')):
        assert client.generic("POST", path, body.encode(), content_type=as_json).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/api/buckets?search=",
        "/api/fs-containers?name=",
        "/api/base-projects?region=",
        "/api/buckets?type=",
    ],
)
def test_a_text_longer_than_any_name_is_refused(client: Client, path: str) -> None:
    longest = client.get(path + MAX_TEXT_LENGTH * "x")
    longer = client.get(path + 50_001 * "x")

    assert longest.status_code in {200, 503}
    assert longer.status_code == 422
    assert "at most 1000 characters" in longer.content.decode()
