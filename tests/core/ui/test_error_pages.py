"""Error pages say what happened and show the request id."""

import re

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from core.accounts.roles import Role
from portal.urls import handler400, handler500
from portal.urls import urlpatterns as portal_urls
from tests.core.accounts.actors import person, signed_in

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server")


urlpatterns = [
    path("broken/", broken),
    path("without-database/", without_database),
    *portal_urls,
]
__all__ = ["handler400", "handler500"]


def test_a_404_page_shows_the_request_id_of_the_proxy() -> None:
    response = signed_in(person()).get("/nowhere/", headers={"X-Request-ID": "abc-12345"})
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert "<code>abc-12345</code>" in response.content.decode()


def test_an_invalid_request_id_is_not_repeated() -> None:
    response = signed_in(person()).get("/nowhere/", headers={"X-Request-ID": "<script>alert(1)"})
    assert "alert(1)" not in response.content.decode()
    assert re.search(r"<code>[0-9a-f]{12}</code>", response.content.decode())


def test_a_missing_role_is_named() -> None:
    response = signed_in(person(Role.VIEWER)).post("/jobs/1/cancel/")
    assert response.status_code == 403
    assert "This needs the role operator." in response.content.decode()


def test_a_form_without_a_csrf_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.OPERATOR))
    response = client.post("/jobs/1/cancel/")
    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


def test_a_failing_page_gives_its_id_and_logs_it(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = __name__
    client = signed_in(person())
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "This page failed" in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()
    assert response["X-Request-ID"] in caplog.text


def test_a_request_that_cannot_be_read_is_explained(settings: Settings) -> None:
    response = signed_in(person()).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "This request can’t be read" in response.content.decode()


def test_an_error_page_that_fails_itself_still_gives_the_id(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = signed_in(person())
    client.raise_request_exception = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    response = client.get("/broken/")
    assert response.status_code == 500
    assert response.content.decode() == f"The portal failed. Request {response['X-Request-ID']}"


def test_without_its_database_the_portal_asks_for_patience(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = signed_in(person())
    client.raise_request_exception = False

    response = client.get("/without-database/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "database is not available" in response.content.decode()
    assert "could not connect" not in response.content.decode()
