"""A token follows its owner at once, whoever changes the owner and however."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from core.accounts.audit import system_actor
from core.accounts.authentication import find_token
from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import (
    create_person,
    create_token,
    deactivate_person,
    reactivate_person,
    set_role,
)

pytestmark = pytest.mark.django_db

ACTOR = system_actor("test")


@pytest.fixture
def owner() -> User:
    return create_person(actor=ACTOR, username="rosa", role=Role.OPERATOR, password="long enough")


@pytest.fixture
def plain(owner: User) -> str:
    scopes = [TokenScope.READ_PORTAL, TokenScope.WRITE_PORTAL]
    return create_token(actor=ACTOR, owner=owner, name="test", scopes=scopes).plain


def status(plain: str, method: str = "GET") -> int:
    client = Client(headers={"Authorization": f"Bearer {plain}"})
    path = "/api/portal/jobs" if method == "GET" else "/api/portal/sync"
    return client.generic(method, path, b"{}", content_type="application/json").status_code


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_role_that_is_taken_away_and_given_back(owner: User, plain: str) -> None:
    assert (status(plain), status(plain, "POST")) == (200, 422)
    set_role(actor=ACTOR, person=owner, role=Role.VIEWER)
    assert (status(plain), status(plain, "POST")) == (200, 403)
    set_role(actor=ACTOR, person=owner, role=Role.OPERATOR)
    assert status(plain, "POST") == 422


def test_a_person_who_is_deactivated_and_comes_back(owner: User, plain: str) -> None:
    deactivate_person(actor=ACTOR, person=owner)
    assert status(plain) == 401
    reactivate_person(actor=ACTOR, person=owner)
    assert status(plain) == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_user SET is_active = NOT is_active WHERE username = 'rosa'",
        "DELETE FROM accounts_user_groups",
        "UPDATE auth_group SET name = 'former operator' WHERE name = 'operator'",
    ],
)
def test_a_statement_that_no_service_made(plain: str, statement: str) -> None:
    assert status(plain) == 200
    execute(statement)
    assert status(plain) == 401


def test_a_membership_that_moves_to_another_person(owner: User, plain: str) -> None:
    other = create_person(actor=ACTOR, username="emil", role=Role.ADMIN, password="long enough")
    User.objects.filter(pk=other.pk).update(is_superuser=False)
    others = create_token(
        actor=ACTOR, owner=other, name="test", scopes=[TokenScope.READ_PORTAL]
    ).plain
    other.groups.through.objects.filter(user=owner).delete()
    other.groups.through.objects.filter(user=other).update(user=owner)
    assert (status(plain), status(others)) == (200, 401)


def test_a_superuser_needs_no_group(owner: User, plain: str) -> None:
    owner.groups.clear()
    assert status(plain) == 401
    User.objects.filter(pk=owner.pk).update(is_superuser=True)
    assert status(plain) == 200
    assert ServiceToken.objects.get().owner_role == Role.ADMIN


def test_the_highest_of_several_groups_counts(owner: User, plain: str) -> None:
    owner.groups.add(Group.objects.get(name="viewer"))
    assert ServiceToken.objects.get().owner_role == Role.OPERATOR


def test_a_check_is_one_read_of_one_table(plain: str, django_assert_num_queries: object) -> None:
    find_token(plain)
    with django_assert_num_queries(1) as queries:  # type: ignore[operator]
        found = find_token(plain)
    assert found is not None
    assert found.is_usable
    assert "JOIN" not in queries.captured_queries[0]["sql"]
