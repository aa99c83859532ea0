"""People in roles, services with tokens, and clients that act as either."""

import itertools
from collections.abc import Collection
from datetime import datetime

from django.test import Client

from core.accounts.audit import system_actor
from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.accounts.scopes import TokenScope, scopes_for
from core.accounts.services import IssuedToken, create_person, create_token

PASSWORD = "a good long passphrase"
TESTS = system_actor("tests")
_numbers = itertools.count(1)


def person(role: Role | None = Role.VIEWER, username: str = "") -> User:
    """An active person; without a role when `role` is None."""
    name = username or f"{role.group if role else 'roleless'}{next(_numbers)}"
    if role is None:
        return User.objects.create_user(name, password=PASSWORD)
    return create_person(actor=TESTS, username=name, role=role, password=PASSWORD)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def issued(
    *scopes: TokenScope, owner: User | None = None, expires: datetime | None = None
) -> IssuedToken:
    """A token of these scopes, or of all that its owner's role reaches."""
    owner = owner or person(Role.ADMIN)
    wanted: Collection[TokenScope] = scopes or scopes_for(role_of(owner))
    name = f"service {next(_numbers)}"
    return create_token(actor=TESTS, owner=owner, name=name, scopes=wanted, expires=expires)


def service(token: IssuedToken | str) -> Client:
    """A client that sends the token with each request."""
    plain = token if isinstance(token, str) else token.plain
    return Client(headers={"Authorization": f"Bearer {plain}", "Accept": "application/json"})


def service_with(*scopes: TokenScope) -> Client:
    return service(issued(*scopes))
