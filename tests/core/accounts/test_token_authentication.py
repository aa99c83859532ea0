"""Which tokens the REST API accepts, and with which scopes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import IssuedToken, deactivate_person, revoke_token, set_role
from tests.core.accounts.actors import TESTS, issued, person, service

pytestmark = pytest.mark.django_db


def opens(token: IssuedToken | str) -> bool:
    status = service(token).get("/api/portal/me").status_code
    assert status in {200, 401}
    return status == 200


def test_a_live_token_is_accepted() -> None:
    assert opens(issued())


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nope", "Bearer a b", "Token {token}", "Bearer {token}x",
     "Bearer {head}", "Bearer \xff\xfe", "Basic dTpw", "bearer {token}", "BEARER {token}",
     "Bearer  {token}", "Bearer {token} x", "Bearer\t{token}"],
)  # fmt: skip
def test_whatever_is_no_live_token_is_refused(header: str) -> None:
    token = issued().plain
    text = header.format(token=token, head=token[:15])
    assert Client(headers={"Authorization": text}).get("/api/portal/me").status_code == 401


def test_a_revoked_token_stops_at_once() -> None:
    token = issued()
    assert opens(token)
    revoke_token(actor=TESTS, token=token.token)
    assert not opens(token)


def test_an_expired_token_stops_and_is_not_deleted() -> None:
    token = issued(expires=timezone.now() + timedelta(hours=1))
    assert opens(token)
    ServiceToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert not opens(token)
    assert ServiceToken.objects.get().state == "expired"


def test_the_token_of_a_deactivated_owner_stops_at_once() -> None:
    owner = person(Role.OPERATOR)
    token = issued(owner=owner)
    assert opens(token)
    deactivate_person(actor=TESTS, person=owner)
    assert not opens(token)


def test_the_token_of_an_owner_without_a_role_stops() -> None:
    owner = person(Role.OPERATOR)
    token = issued(owner=owner)
    owner.groups.clear()
    assert not opens(token)


def test_a_token_is_limited_to_its_owners_role() -> None:
    person(Role.ADMIN)
    owner = person(Role.ADMIN)
    client = service(
        issued(TokenScope.SECRETS, TokenScope.WRITE_BUCKETS, TokenScope.READ_BUCKETS, owner=owner)
    )
    assert len(client.get("/api/portal/me").json()["scopes"]) == 3
    set_role(actor=TESTS, person=owner, role=Role.VIEWER)
    assert client.get("/api/portal/me").json()["scopes"] == ["read-buckets"]


def test_last_use_is_updated_at_most_once_a_minute() -> None:
    client = service(issued())
    client.get("/api/portal/me")
    first = ServiceToken.objects.get().last_used_at
    assert first is not None
    client.get("/api/portal/me")
    assert ServiceToken.objects.get().last_used_at == first
    ServiceToken.objects.update(last_used_at=first - timedelta(seconds=61))
    client.get("/api/portal/me")
    assert ServiceToken.objects.get().last_used_at >= first


def test_a_session_is_not_accepted_by_the_rest_api() -> None:
    client = Client()
    client.force_login(person(Role.ADMIN))
    assert client.get("/api/portal/me").status_code == 401
    assert client.get("/api/buckets").status_code == 403


def test_the_stored_token_is_only_a_hash() -> None:
    token = issued()
    row = ServiceToken.objects.values().get()
    assert token.plain not in str(row)
    assert token.plain not in repr(token)
    assert User.objects.filter(auth_token_set=token.token.pk).exists()
