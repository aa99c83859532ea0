"""Who may send a large body, asked before it is read."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from core.accounts.roles import Role
from core.accounts.senders import is_known_sender
from core.accounts.services import deactivate_person, revoke_token
from tests.core.accounts.actors import TESTS, issued, person

pytestmark = pytest.mark.django_db


def environ(**headers: str) -> dict[str, Any]:
    return dict(RequestFactory().post("/").environ) | headers


def of_session(client: Client) -> dict[str, Any]:
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return environ(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={key}")


def test_a_live_token_is_known_until_it_is_revoked() -> None:
    token = issued()
    sent = environ(HTTP_AUTHORIZATION=f"Bearer {token.plain}")
    assert is_known_sender(sent)

    revoke_token(actor=TESTS, token=token.token)

    assert not is_known_sender(sent)


def test_a_session_is_known_until_its_person_is_deactivated(client: Client) -> None:
    user = person(role=Role.OPERATOR)
    client.force_login(user)
    sent = of_session(client)
    assert is_known_sender(sent)

    deactivate_person(actor=TESTS, person=user)

    assert not is_known_sender(sent)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_AUTHORIZATION": "Bearer guessed"},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
        {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=guessed"},
    ],
)
def test_nobody_else_is(headers: dict[str, str]) -> None:
    assert not is_known_sender(environ(**headers))
