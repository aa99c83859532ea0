"""What a person may do: three roles, each including the ones below it."""

from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


class Role(IntEnum):
    """Ordered: an operator may do everything a viewer may."""

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3

    @property
    def group(self) -> str:
        """The name of the Django group that stands for this role."""
        return self.name.lower()

    @property
    def label(self) -> str:
        return self.name.capitalize()


def assigned_role(person: User) -> Role | None:
    """The highest role assigned to a person, active or not."""
    if person.is_superuser:
        return Role.ADMIN
    groups = person.group_names
    return max((role for role in Role if role.group in groups), default=None)


def role_of(user: AbstractBaseUser | AnonymousUser | None) -> Role | None:
    """The role a user has now: None if anonymous, deactivated or without a role."""
    return assigned_role(user) if isinstance(user, User) and user.is_active else None


def has_role(user: AbstractBaseUser | AnonymousUser | None, role: Role) -> bool:
    held = role_of(user)
    return held is not None and held >= role


def role_required(role: Role | None) -> Callable[[View[R, P]], View[R, P]]:
    """Require a role for a view; None admits signed-in people without a role.

    Views without this decorator require a viewer (`RoleRequiredMiddleware`). It also checks by
    itself, so that it works on a single method of a class-based view.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def checked(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if role is not None and not has_role(request.user, role):
                raise PermissionDenied(f"This needs the role {role.label.lower()}.")
            return view(request, *args, **kwargs)

        checked.required_role = role  # type: ignore[attr-defined]
        return checked

    return decorate
