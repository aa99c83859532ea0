"""Who may call which endpoint: deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ServiceToken
from accounts.roles import role_of
from accounts.scopes import Scope, scopes_for

if TYPE_CHECKING:
    # rest_framework.views imports this module, by its settings.
    from rest_framework.views import APIView

# For what any live token may ask, such as who it is.
ANY_SCOPE = "any"
_READS_AS = {"HEAD": "GET", "OPTIONS": "GET"}


def scopes_of(request: Request) -> frozenset[Scope]:
    """What the request's token may do now: its scopes, cut to its owner's role."""
    token = request.auth
    if not isinstance(token, ServiceToken):
        return frozenset()
    owner = request.user if isinstance(request.user, AbstractBaseUser) else None
    return frozenset(scope for scope in scopes_for(role_of(owner)) if scope in token.scopes)


class HasScope(BasePermission):
    """Lets a token in by the view's `scopes`, a mapping of HTTP method to Scope.

    A view or method without a declared scope refuses everybody.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ServiceToken):
            return False
        declared: Mapping[str, Scope | str] = getattr(view, "scopes", {})
        method = request.method or ""
        if method not in view.allowed_methods:
            return True  # there is nothing to run: REST framework answers 405
        needed = declared.get(_READS_AS.get(method, method))
        if needed is None:
            return False
        if needed != ANY_SCOPE and needed not in scopes_of(request):
            raise PermissionDenied(f"This token may not do that: it lacks the scope {needed}.")
        return True
