"""The audit trail: who did what to what, from where."""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from core.accounts.http import client_address
from core.accounts.models import AuditEntry, ServiceToken, User

HIDDEN = "*****"
_SECRET = re.compile(
    r"secret|password|passphrase|token|authorization|access_key|api_key|signature|cookie"
    r"|callback_url|presigned",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person, a service by its token, or the portal itself."""

    name: str
    user: User | None = None
    token: ServiceToken | None = None
    address: str = ""


def actor_of(request: HttpRequest | Request) -> Actor:
    """The actor behind a request of a page or of the REST API."""
    django_request = request._request if isinstance(request, Request) else request
    address = client_address(django_request)
    user = request.user if isinstance(request.user, User) else None
    token = getattr(request, "auth", None)
    if isinstance(token, ServiceToken) and user is not None:
        return Actor(f"{user.username} via {token.name}", user, token, address)
    if user is None:
        return Actor("nobody", address=address)
    return Actor(user.username, user, address=address)


def system_actor(name: str = "portal") -> Actor:
    """For what no person started: passes, sweeps, commands."""
    return Actor(name)


def record(*, actor: Actor, act: str, target: str, **detail: object) -> AuditEntry:
    """Write one entry. A value whose name says that it is secret is replaced by asterisks."""
    return AuditEntry.objects.create(
        user=actor.user,
        token=actor.token,
        actor_name=actor.name[:255],
        act=act,
        target=target[:255],
        detail=_without_secrets(detail),
        address=actor.address,
    )


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {
            str(key): HIDDEN if _SECRET.search(str(key)) else _without_secrets(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(inner) for inner in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
