"""What a new token may be given."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.accounts.models import AuditEntry, ServiceToken
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope, scopes_for
from core.accounts.services import TOKEN_PREFIX, create_token, revoke_token
from tests.core.accounts.actors import TESTS, issued, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "beyond"),
    [
        (Role.VIEWER, TokenScope.WRITE_BUCKETS),
        (Role.VIEWER, TokenScope.IDENTIFY),
        (Role.OPERATOR, TokenScope.SECRETS),
        (None, TokenScope.READ_BUCKETS),
    ],
)
def test_a_scope_beyond_the_owners_role_is_refused(role: Role | None, beyond: TokenScope) -> None:
    with pytest.raises(ValidationError, match=beyond):
        create_token(actor=TESTS, owner=person(role), name="x", scopes={beyond})
    assert not ServiceToken.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_a_role_can_give_every_scope_it_allows(role: Role) -> None:
    token = issued(owner=person(role)).token
    assert set(token.scopes) == scopes_for(role)


def test_a_token_needs_a_name_a_scope_and_a_future_expiry() -> None:
    with pytest.raises(ValidationError) as refusal:
        create_token(
            actor=TESTS,
            owner=person(),
            name="  ",
            scopes=(),
            expires=timezone.now() - timedelta(days=1),
        )
    assert set(refusal.value.message_dict) == {"name", "scopes", "expires"}


def test_a_name_is_free_again_once_its_token_is_revoked() -> None:
    owner = person()
    first = create_token(actor=TESTS, owner=owner, name="ci", scopes={TokenScope.READ_BUCKETS})
    with pytest.raises(ValidationError, match="already has"):
        create_token(actor=TESTS, owner=owner, name="ci", scopes={TokenScope.READ_BUCKETS})
    revoke_token(actor=TESTS, token=first.token)
    create_token(actor=TESTS, owner=owner, name="ci", scopes={TokenScope.READ_BUCKETS})


def test_creating_and_revoking_are_audited_without_the_token() -> None:
    token = issued()
    revoke_token(actor=TESTS, token=token.token)
    revoke_token(actor=TESTS, token=token.token)
    entries = AuditEntry.objects.filter(act__endswith=" token")
    assert sorted(entry.act for entry in entries) == ["create token", "revoke token"]
    assert not any(token.plain in f"{entry.target} {entry.detail}" for entry in entries)


def test_a_token_is_too_long_to_be_guessed() -> None:
    random_parts = {issued().plain.removeprefix(TOKEN_PREFIX) for _ in range(20)}

    assert len(random_parts) == 20
    assert all(re.fullmatch(r"[0-9a-f]{64}", part) for part in random_parts)
    # Random in every place: no place has the same digit in all of them.
    assert all(len(set(digits)) > 1 for digits in zip(*random_parts, strict=True))
