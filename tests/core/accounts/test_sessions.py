"""Sessions: whoever reads the database can't use them, and ended ones stay ended."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from core.accounts.models import User
from core.accounts.services import deactivate_person, reactivate_person
from core.accounts.sessions import hash_key
from tests.core.accounts.actors import PASSWORD, TESTS, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cookie_name(settings: Settings) -> str:
    return str(settings.SESSION_COOKIE_NAME)


def sign_in(someone: User) -> Client:
    client = Client()
    response = client.post("/login/", {"username": someone.username, "password": PASSWORD})
    assert response.status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/buckets/").status_code == 200


def test_what_the_database_holds_signs_nobody_in(cookie_name: str) -> None:
    client = sign_in(person())
    cookie = client.cookies[cookie_name].value
    [stored] = Session.objects.all()
    thief = Client()
    thief.cookies[cookie_name] = stored.session_key

    assert is_signed_in(client)
    assert stored.session_key == hash_key(cookie) != cookie
    assert not is_signed_in(thief)


def test_a_session_is_kept_changed_and_ended(cookie_name: str) -> None:
    client = sign_in(person())
    client.get("/buckets/?columns=name")
    assert Session.objects.count() == 1
    client.post("/logout/")
    assert not Session.objects.exists()
    assert not is_signed_in(client)


def test_sessions_that_deactivating_ended_do_not_come_back() -> None:
    someone = person()
    before = sign_in(someone)
    deactivate_person(actor=TESTS, person=someone)
    assert not is_signed_in(before)

    reactivate_person(actor=TESTS, person=someone)

    assert not is_signed_in(before)
    assert is_signed_in(sign_in(someone))
