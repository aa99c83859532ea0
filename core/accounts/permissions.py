"""Which token may call which endpoint: everything is denied by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.accounts.models import ServiceToken
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope, scopes_for

if TYPE_CHECKING:
    # rest_framework.views imports this module through its settings.
    from rest_framework.views import APIView

# For endpoints open to any live token.
ANY_SCOPE = "any"
_READS_AS = {"HEAD": "GET", "OPTIONS": "GET"}


def scopes_of(request: Request) -> frozenset[TokenScope]:
    """The scopes of the request's token that its owner's role still allows."""
    token = request.auth
    if not isinstance(token, ServiceToken):
        return frozenset()
    role = Role(token.owner_role) if token.owner_role else None
    return frozenset(scope for scope in scopes_for(role) if scope in token.scopes)


class HasScope(BasePermission):
    """Requires the scope named in the view's `scopes`, a mapping of HTTP method to TokenScope.

    A view or method without a declared scope refuses everybody.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ServiceToken):
            return False
        declared: Mapping[str, TokenScope | str] = getattr(view, "scopes", {})
        method = request.method or ""
        if method not in view.allowed_methods:
            return True  # REST framework answers 405
        required = declared.get(_READS_AS.get(method, method))
        if required is None:
            return False
        if required != ANY_SCOPE and required not in scopes_of(request):
            raise PermissionDenied(f"This token may not do that: it lacks the scope {required}.")
        return True
