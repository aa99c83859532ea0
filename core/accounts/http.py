"""The request of a signed-in person, and the address a request came from."""

from functools import lru_cache
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from core.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """For annotations: LoginRequiredMiddleware has made sure that somebody is signed in."""

    user: User


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not a trusted proxy's; empty when there is none.

    `X-Forwarded-For` is read from the right, where only trusted proxies have written.
    """
    address = _normalized(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and is_trusted_proxy(address):
        nearer = _normalized(forwarded.pop())
        if not nearer:
            break
        address = nearer
    return address


@lru_cache(maxsize=1024)
def _normalized(text: str) -> str:
    """The address in its canonical form; empty when it is not an address."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def is_trusted_proxy(address: str) -> bool:
    """Whether an address is one of TRUSTED_PROXIES; what is not an address is none."""
    address = _normalized(address)
    return bool(address) and any(
        ip_address(address) in network for network in settings.TRUSTED_PROXIES
    )
