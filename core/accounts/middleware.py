"""Requires a role for every page of a signed-in person."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.accounts.roles import Role, role_of


class RoleRequiredMiddleware:
    """A viewer at least, unless the view has another `role_required`; an admin for /admin/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        # The attribute by which LoginRequiredMiddleware exempts a view: sign-in, REST, health.
        if not getattr(view, "login_required", True):
            return None
        needed: Role | None = getattr(view, "required_role", Role.VIEWER)
        if needed is None:
            return None
        held = role_of(request.user)
        if held is None:
            return render(request, "accounts/no_role.html", status=403)
        match = request.resolver_match
        if match is not None and match.app_name == "admin":
            needed = Role.ADMIN
        if held < needed:
            raise PermissionDenied(f"This needs the role {needed.label.lower()}.")
        return None
