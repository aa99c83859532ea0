"""What a person may do: three roles, each holding the ones below it."""

from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


class Role(IntEnum):
    """Ordered: an operator may do all that a viewer may."""

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3

    @property
    def group(self) -> str:
        """The name of the group that carries this role."""
        return self.name.lower()

    @property
    def label(self) -> str:
        return self.name.capitalize()


def role_given_to(person: User) -> Role | None:
    """The highest role that a person was given, whether they are active or not."""
    if person.is_superuser:
        return Role.ADMIN
    groups = person.group_names
    return max((role for role in Role if role.group in groups), default=None)


def role_of(user: AbstractBaseUser | AnonymousUser | None) -> Role | None:
    """What a person may do now: None for nobody, the deactivated and people without a role."""
    return role_given_to(user) if isinstance(user, User) and user.is_active else None


def has_role(user: AbstractBaseUser | AnonymousUser | None, role: Role) -> bool:
    held = role_of(user)
    return held is not None and held >= role


def requires(role: Role | None) -> Callable[[View[R, P]], View[R, P]]:
    """Ask a role of whoever opens this page; None lets in people without a role.

    Without it a page asks for a viewer (`RoleRequiredMiddleware`). It checks by itself too, so
    that it also holds on a single method of a class-based view.
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
