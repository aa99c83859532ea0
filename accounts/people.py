"""What an admin can do about people. Role, staff flag and superuser flag change only here."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.audit import Actor, record
from accounts.models import User
from accounts.roles import Role, role_of

# No 0/O, 1/l/I: a password made here is read from a screen and typed once.
_READABLE = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class LastAdmin(ValidationError):
    """The portal would be left without anybody who can administer it."""

    def __init__(self) -> None:
        super().__init__("The portal needs at least one active admin.")


def random_password() -> str:
    """About 116 bits."""
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
    _give(person, role)
    record(actor=actor, act="create person", target=person.username, role=role.group)
    return person


@transaction.atomic
def set_role(*, actor: Actor, person: User, role: Role) -> None:
    """Raises LastAdmin."""
    before = role_of(person)
    if role is not Role.ADMIN:
        _keep_an_admin_besides(person)
    _give(person, role)
    was = before.group if before else None
    record(actor=actor, act="change role", target=person.username, role=role.group, was=was)


@transaction.atomic
def deactivate(*, actor: Actor, person: User) -> None:
    """Ends the person's sessions and stops their tokens at once. Raises LastAdmin."""
    _keep_an_admin_besides(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor=actor, act="deactivate person", target=person.username)


@transaction.atomic
def reactivate(*, actor: Actor, person: User) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor=actor, act="reactivate person", target=person.username)


@transaction.atomic
def reset_password(*, actor: Actor, person: User) -> str:
    """The new password, which is shown once and ends the person's sessions."""
    password = random_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    record(actor=actor, act="reset password", target=person.username)
    return password


def _give(person: User, role: Role) -> None:
    group, _ = Group.objects.get_or_create(name=role.group)
    person.groups.set([group])
    person.__dict__.pop("group_names", None)
    # Everything under /admin/ is read-only, so staff may as well see all of it.
    person.is_staff = person.is_superuser = role is Role.ADMIN
    person.save(update_fields=["is_staff", "is_superuser"])


def _keep_an_admin_besides(person: User) -> None:
    # Locked, so that two admins can't remove each other at the same moment.
    admins = User.objects.select_for_update().filter(is_active=True, is_superuser=True)
    if role_of(person) is Role.ADMIN and not any(admin.pk != person.pk for admin in admins):
        raise LastAdmin
