"""Tokens of services: one's own, and all of them for an admin."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.forms import TokenForm
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role, has_role
from core.accounts.services import create_token, revoke_token
from core.ui import formats, states
from core.ui.formats import clipped
from core.ui.lists import Column, EmptyState, ListPage, search_in

STATES = {
    "live": states.ACTIVE,
    "expired": states.INACTIVE,
    "revoked": states.StateBadge("Revoked", "ban"),
}


LIST = ListPage[ServiceToken](
    name="tokens",
    singular="token",
    plural="tokens",
    columns=(
        Column(
            key="name",
            label="Name",
            narrow="title",
            sort="name",
            cell=lambda token: format_html(
                '<a href="{}">{}</a>', reverse("accounts:token", args=[token.public_id]), token.name
            ),
        ),
        Column(
            key="state",
            label="State",
            narrow="aside",
            cell=lambda token: STATES[token.state].badge(),
        ),
        Column(key="hint", label="Begins with", narrow="off", cell=lambda token: token.hint),
        Column(
            key="owner",
            label="Owner",
            cell=lambda token: token.user.username,
            value=lambda token: token.user.username,
        ),
        Column(
            key="scopes",
            label="Scopes",
            narrow="off",
            cell=lambda token: clipped(", ".join(token.scopes)),
            value=lambda token: " ".join(token.scopes),
        ),
        Column(
            key="last_used_at",
            label="Last used",
            narrow="off",
            cell=lambda token: formats.ago(token.last_used_at, "never"),
        ),
        Column(
            key="expiry",
            label="Expires",
            narrow="off",
            cell=lambda token: formats.ago(token.expiry, "never"),
        ),
        Column(
            key="created",
            label="Made",
            sort="created",
            cell=lambda token: formats.ago(token.created),
        ),
    ),
    order="-created",
    empty=EmptyState(
        icon="shield",
        title="No tokens yet",
        text="A token lets another service call the REST API, with only the scopes you give it.",
        action_label="New token",
        action_url="/tokens/new/",
    ),
    search=search_in("name", "user__username"),
    search_label="Search by name or owner",
)


@require_safe
def token_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return LIST.respond(request, tokens_seen_by(request.user), "accounts/tokens.html")


@require_safe
def token(request: AuthenticatedHttpRequest, public_id: uuid.UUID) -> HttpResponse:
    service_token = get_object_or_404(tokens_seen_by(request.user), public_id=public_id)
    context = {"token": service_token, "state": STATES[service_token.state]}
    return render(request, "accounts/token.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def token_new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The plain token is shown in this one response only."""
    form = TokenForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            issued = create_token(
                actor=actor_of(request),
                owner=request.user,
                name=form.cleaned_data["name"],
                scopes=form.chosen_scopes(),
                expires=form.cleaned_data["expires"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "accounts/token_created.html", {"issued": issued})
    status = 422 if form.errors else 200
    return render(request, "accounts/token_new.html", {"form": form}, status=status)


@require_POST
def token_revoke(request: AuthenticatedHttpRequest, public_id: uuid.UUID) -> HttpResponse:
    service_token = get_object_or_404(tokens_seen_by(request.user), public_id=public_id)
    revoke_token(actor=actor_of(request), token=service_token)
    messages.success(request, f"The token {service_token.name} is revoked.")
    return redirect("accounts:token", public_id=service_token.public_id)


def tokens_seen_by(person: User) -> QuerySet[ServiceToken]:
    tokens: QuerySet[ServiceToken] = ServiceToken.objects.select_related("user")
    return tokens if has_role(person, Role.ADMIN) else tokens.filter(user=person)
