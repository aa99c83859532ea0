"""What a browser is told so that other websites can't use the portal."""

from pathlib import Path

import pytest
from django.test import Client

from core.accounts.roles import Role
from tests.core.accounts.actors import issued, person, service, signed_in
from tests.portal.test_settings import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/buckets/", "/login/"])
def test_no_other_website_shows_a_page_in_a_frame(path: str) -> None:
    response = (Client() if path == "/login/" else signed_in(person())).get(path)

    assert response.status_code == 200
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("scheme", "is_secure"), [("https", "True"), ("http", "False")])
def test_cookies_of_an_https_portal_never_go_over_http(
    tmp_path: Path, scheme: str, is_secure: str
) -> None:
    public_url = f"{scheme}://portal.example.com"

    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert read(name, tmp_path, PUBLIC_URL=public_url) == is_secure


@pytest.mark.parametrize("path", ["/", "/login/", "/api/buckets", "/healthz"])
def test_a_foreign_host_is_refused(path: str) -> None:
    assert Client().get(path, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/", "/buckets/", "/search/?q=x", "/jobs/", "/people/", "/nowhere/", "/login/", "/running/"],
)
def test_no_page_is_stored(path: str) -> None:
    client = Client() if path == "/login/" else signed_in(person(Role.ADMIN))

    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["buckets", "base-projects", "portal/sync", "portal/jobs", "x"])
def test_no_answer_to_a_service_is_stored(path: str) -> None:
    assert "no-store" in service(issued()).get(f"/api/{path}")["Cache-Control"]
