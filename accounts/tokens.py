"""Making and revoking the tokens of services."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import ServiceToken, User
from accounts.roles import role_of
from accounts.scopes import Scope, scopes_for

# Lets scanners of leaked secrets recognize one of ours.
PREFIX = "acrp_"
LONGEST = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A fresh token and, this one time, its plain text."""

    token: ServiceToken
    plain: str = field(repr=False)


@transaction.atomic
def create_token(
    *,
    actor: Actor,
    owner: User,
    name: str,
    scopes: Collection[Scope],
    expires: datetime | None = None,
) -> IssuedToken:
    """Raises ValidationError, by field, for what the owner may not have."""
    wrong = _problems(owner=owner, name=name, scopes=scopes, expires=expires)
    if wrong:
        raise ValidationError(wrong)
    token, plain = ServiceToken.objects.create(
        user=owner,
        expiry=None if expires is None else expires - timezone.now(),
        prefix=PREFIX,
        name=name.strip(),
        scopes=sorted(scopes),
    )
    record(
        actor=actor,
        act="create token",
        target=str(token),
        owner=owner.username,
        scopes=sorted(scopes),
        expires=expires,
    )
    return IssuedToken(token, plain)


@transaction.atomic
def revoke_token(*, actor: Actor, token: ServiceToken) -> None:
    """Stops it for good. Revoking twice changes nothing."""
    live = ServiceToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if live.update(revoked_at=timezone.now()):
        record(actor=actor, act="revoke token", target=str(token), owner=token.user.username)


def _problems(
    *, owner: User, name: str, scopes: Collection[Scope], expires: datetime | None
) -> dict[str, str]:
    wrong = {}
    if not name.strip() or len(name.strip()) > 100:
        wrong["name"] = "A token needs a name of at most 100 characters."
    elif ServiceToken.objects.filter(
        user=owner, name=name.strip(), revoked_at__isnull=True
    ).exists():
        wrong["name"] = f"{owner.username} already has a token of this name."
    allowed = scopes_for(role_of(owner))
    if not scopes:
        wrong["scopes"] = "A token needs at least one scope."
    elif beyond := sorted(set(scopes) - allowed):
        wrong["scopes"] = f"The role of {owner.username} does not reach to {', '.join(beyond)}."
    if expires is not None and expires <= timezone.now():
        wrong["expires"] = "The expiry lies in the past."
    elif expires is not None and expires > timezone.now() + LONGEST:
        wrong["expires"] = "The expiry lies more than ten years ahead; leave it out for never."
    return wrong
