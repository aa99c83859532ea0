"""What a token may be given when it is made."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, ServiceToken
from accounts.roles import Role
from accounts.scopes import Scope, scopes_for
from accounts.tokens import create_token, revoke_token
from tests.accounts.calling import TESTS, issued, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "beyond"),
    [
        (Role.VIEWER, Scope.WRITE_BUCKETS),
        (Role.VIEWER, Scope.IDENTIFY),
        (Role.OPERATOR, Scope.SECRETS),
        (None, Scope.READ_BUCKETS),
    ],
)
def test_a_scope_beyond_the_owners_role_is_refused(role: Role | None, beyond: Scope) -> None:
    with pytest.raises(ValidationError, match=beyond):
        create_token(actor=TESTS, owner=person(role), name="x", scopes={beyond})
    assert not ServiceToken.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_a_role_can_hand_out_all_that_it_reaches(role: Role) -> None:
    token = issued(owner=person(role)).token
    assert set(token.scopes) == scopes_for(role)


def test_a_token_needs_a_name_a_scope_and_a_day_to_come() -> None:
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
    first = create_token(actor=TESTS, owner=owner, name="ci", scopes={Scope.READ_BUCKETS})
    with pytest.raises(ValidationError, match="already has"):
        create_token(actor=TESTS, owner=owner, name="ci", scopes={Scope.READ_BUCKETS})
    revoke_token(actor=TESTS, token=first.token)
    create_token(actor=TESTS, owner=owner, name="ci", scopes={Scope.READ_BUCKETS})


def test_making_and_revoking_are_in_the_trail_without_the_token() -> None:
    token = issued()
    revoke_token(actor=TESTS, token=token.token)
    revoke_token(actor=TESTS, token=token.token)
    entries = AuditEntry.objects.filter(act__endswith=" token")
    assert sorted(entry.act for entry in entries) == ["create token", "revoke token"]
    assert not any(token.plain in f"{entry.target} {entry.detail}" for entry in entries)
