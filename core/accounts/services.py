"""What an admin or a token's owner can do: people, their roles and passwords, service tokens.

Role, staff flag and superuser flag change only here.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string

from core.accounts.audit import Actor, record
from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role, role_of
from core.accounts.scopes import TokenScope, scopes_for

# Lets scanners of leaked secrets recognize the portal's tokens.
TOKEN_PREFIX = "acrp_"  # noqa: S105
MAX_TOKEN_LIFETIME = timedelta(days=3653)
# Without 0/O and 1/l/I: a generated password is read from a screen and typed once.
_READABLE = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class LastAdminError(ValidationError):
    """The portal would be left without anybody who can administer it."""

    def __init__(self) -> None:
        super().__init__("The portal needs at least one active admin.")


def random_password() -> str:
    """A random password of about 116 bits."""
    return get_random_string(20, _READABLE)


@transaction.atomic
def create_person(
    *, actor: Actor, username: str, role: Role, password: str, email: str = ""
) -> User:
    """Raises ValidationError for a name that is taken or malformed."""
    person = User(username=User.normalize_username(username), email=email)
    person.set_password(password)
    person.full_clean()
    person.save()
    _assign_role(person, role)
    record(actor=actor, act="create person", target=person.username, role=role.group)
    return person


@transaction.atomic
def set_role(*, actor: Actor, person: User, role: Role) -> None:
    """Raises LastAdminError."""
    before = role_of(person)
    if role is not Role.ADMIN:
        _require_another_admin(person)
    _assign_role(person, role)
    previous = before.group if before else None
    record(actor=actor, act="change role", target=person.username, role=role.group, was=previous)


@transaction.atomic
def deactivate_person(*, actor: Actor, person: User) -> None:
    """Ends the person's sessions for good and stops their tokens. Raises LastAdminError."""
    _require_another_admin(person)
    person.is_active = False
    person.session_epoch = F("session_epoch") + 1
    person.save(update_fields=["is_active", "session_epoch"])
    person.refresh_from_db(fields=["session_epoch"])
    record(actor=actor, act="deactivate person", target=person.username)


@transaction.atomic
def reactivate_person(*, actor: Actor, person: User) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor=actor, act="reactivate person", target=person.username)


@transaction.atomic
def reset_password(*, actor: Actor, person: User) -> str:
    """Set and return a new random password, which ends the person's sessions."""
    password = random_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    record(actor=actor, act="reset password", target=person.username)
    return password


def _assign_role(person: User, role: Role) -> None:
    group, _ = Group.objects.get_or_create(name=role.group)
    person.groups.set([group])
    person.__dict__.pop("group_names", None)
    # Everything under /admin/ is read-only, so staff may as well see all of it.
    person.is_staff = person.is_superuser = role is Role.ADMIN
    person.save(update_fields=["is_staff", "is_superuser"])


def _require_another_admin(person: User) -> None:
    # Locked, so that two admins can't remove each other at the same moment.
    admins = User.objects.select_for_update().filter(is_active=True, is_superuser=True)
    if role_of(person) is Role.ADMIN and not any(admin.pk != person.pk for admin in admins):
        raise LastAdminError


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
    scopes: Collection[TokenScope],
    expires: datetime | None = None,
) -> IssuedToken:
    """Raises ValidationError, by field, for what the owner's role doesn't allow."""
    # So that a change of the owner that is under way comes before this or sees the token.
    owner = User.objects.select_for_update().get(pk=owner.pk)
    errors = _token_errors(owner=owner, name=name, scopes=scopes, expires=expires)
    if errors:
        raise ValidationError(errors)
    token, plain = ServiceToken.objects.create(
        user=owner,
        expiry=None if expires is None else expires - timezone.now(),
        prefix=TOKEN_PREFIX,
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
    """End a token for good. Revoking it again changes nothing."""
    live = ServiceToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if live.update(revoked_at=timezone.now()):
        record(actor=actor, act="revoke token", target=str(token), owner=token.user.username)


def _token_errors(
    *, owner: User, name: str, scopes: Collection[TokenScope], expires: datetime | None
) -> dict[str, str]:
    errors = {}
    if not name.strip() or len(name.strip()) > 100:
        errors["name"] = "A token needs a name of at most 100 characters."
    elif ServiceToken.objects.filter(
        user=owner, name=name.strip(), revoked_at__isnull=True
    ).exists():
        errors["name"] = f"{owner.username} already has a token of this name."
    allowed = scopes_for(role_of(owner))
    if not scopes:
        errors["scopes"] = "A token needs at least one scope."
    elif beyond := sorted(set(scopes) - allowed):
        errors["scopes"] = f"The role of {owner.username} does not allow {', '.join(beyond)}."
    if expires is not None and expires <= timezone.now():
        errors["expires"] = "The expiry lies in the past."
    elif expires is not None and expires > timezone.now() + MAX_TOKEN_LIFETIME:
        errors["expires"] = "The expiry lies more than ten years ahead; leave it out for never."
    return errors
